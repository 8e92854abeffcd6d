// SPDX-License-Identifier: MIT
// expect: 8192x4=253952 1024x7=261120 128x10=262016 16x13=262128 8191
// Binary trees: allocation, reference counting and recursion.

class Node {
	constructor(left, right) {
		this.left = left;
		this.right = right;
	}

	count() {
		return this.left === null ? 1 : 1 + this.left.count() + this.right.count();
	}
}

function grow(depth) {
	return depth === 0 ? new Node(null, null) : new Node(grow(depth - 1), grow(depth - 1));
}

const MIN = 4, MAX = 13;
const lasting = grow(MAX - 1);
const lines = [];
for (let depth = MIN; depth <= MAX; depth += 3) {
	const trees = 1 << (MAX - depth + MIN);
	let nodes = 0;
	for (let i = 0; i < trees; i++)
		nodes += grow(depth).count();
	lines.push(`${trees}x${depth}=${nodes}`);
}
lines.push(lasting.count());
lines.join(' ');
