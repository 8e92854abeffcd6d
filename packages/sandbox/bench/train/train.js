// SPDX-License-Identifier: MIT
// What the guest is trained on when it is built (profile-guided optimisation): a little of everything that real
// scripts do, none of it taken from the benchmark's kernels. Deterministic; its completion value is a checksum.

let hash = 17;
function mix(value) {
	hash = (Math.imul(hash, 31) + (value | 0)) | 0;
}

// Objects, classes, closures, getters, private fields, inheritance.
class Shape {
	#name;
	constructor(name) {
		this.#name = name;
	}
	get label() {
		return this.#name;
	}
	area() {
		return 0;
	}
}
class Box extends Shape {
	constructor(w, h) {
		super('box');
		this.w = w;
		this.h = h;
	}
	area() {
		return this.w * this.h + super.area();
	}
}
class Disc extends Shape {
	constructor(r) {
		super('disc');
		this.r = r;
	}
	area() {
		return this.r * this.r * 3.14159;
	}
}
function objects() {
	const shapes = [];
	for (let i = 0; i < 2000; i++)
		shapes.push(i % 3 ? new Box(i % 19, i % 7) : new Disc(i % 11));
	let sum = 0;
	for (let round = 0; round < 12; round++) {
		for (const shape of shapes)
			sum += shape.area() + shape.label.length;
		for (let i = 0; i < shapes.length; i++) {
			const shape = shapes[i];
			if (shape.w !== undefined)
				shape.w = (shape.w + 1) % 23;
		}
	}
	const counter = (() => {
		let n = 0;
		return { up: by => (n += by), get value() { return n; } };
	})();
	for (let i = 0; i < 20000; i++)
		counter.up(i & 3);
	mix(sum);
	mix(counter.value);
}

// Integer and floating loops, arrays of arrays.
function numbers() {
	const n = 24, a = [], b = [], c = [];
	for (let i = 0; i < n; i++) {
		a.push(Array.from({ length: n }, (_, j) => i + j * 0.5));
		b.push(Array.from({ length: n }, (_, j) => i - j));
		c.push(new Array(n).fill(0));
	}
	for (let round = 0; round < 4; round++) {
		for (let i = 0; i < n; i++) {
			for (let j = 0; j < n; j++) {
				let sum = 0;
				for (let k = 0; k < n; k++)
					sum += a[i][k] * b[k][j];
				c[i][j] = sum;
			}
		}
	}
	mix(c[3][5]);
	const sieve = new Uint8Array(40000);
	let primes = 0;
	for (let i = 2; i < sieve.length; i++) {
		if (sieve[i])
			continue;
		primes++;
		for (let j = i + i; j < sieve.length; j += i)
			sieve[j] = 1;
	}
	mix(primes);
	let x = 1, y = 0.5;
	for (let i = 0; i < 60000; i++) {
		x = (x ^ (x << 13)) | 0;
		x ^= x >>> 17;
		x ^= x << 5;
		y = y * 3.7 * (1 - y);
		if (i % 8 === 0)
			y = Math.min(Math.max(Math.abs(y), 0.01), 0.99) + Math.floor(y);
	}
	mix(x);
	mix(y * 1e6);
	const grid = [];
	for (let i = 0; i < 900; i++)
		grid[i] = (i * 7) % 5 === 0;
	for (let step = 0; step < 12; step++) {
		const next = grid.slice();
		for (let i = 31; i < 869; i++) {
			const around = +grid[i - 1] + +grid[i + 1] + +grid[i - 30] + +grid[i + 30] + +grid[i - 31] + +grid[i + 31];
			next[i] = around === 3 || (grid[i] && around === 2);
		}
		grid.splice(0, grid.length, ...next);
	}
	mix(grid.filter(Boolean).length);
	const heap = [];
	for (let i = 0; i < 3000; i++) {
		let at = heap.push((i * 7919) % 10007) - 1;
		for (; at > 0; at = (at - 1) >> 1) {
			const up = (at - 1) >> 1;
			if (heap[up] <= heap[at])
				break;
			[heap[up], heap[at]] = [heap[at], heap[up]];
		}
	}
	mix(heap[0] + heap[100]);
	const words = new Int32Array(256), floats = new Float64Array(256);
	for (let i = 0; i < 30000; i++) {
		words[i & 255] += (words[(i + 7) & 255] << 3) ^ i;
		floats[i & 255] += words[i & 255] / 3;
	}
	mix(words[9]);
	mix(floats[11] % 1e6);
}

// Recursion, exceptions, generators, destructuring, spread, switch.
function fib(n) {
	return n < 2 ? n : fib(n - 1) + fib(n - 2);
}
function* range(from, to) {
	for (let i = from; i < to; i++)
		yield i;
}
function parse(text) {
	let at = 0;
	function primary() {
		if (text[at] === '(') {
			at++;
			const value = sum();
			at++;
			return value;
		}
		const start = at;
		while (at < text.length && text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57)
			at++;
		if (start === at)
			throw new SyntaxError(`digit expected at ${at}`);
		return Number(text.slice(start, at));
	}
	function product() {
		let value = primary();
		while (text[at] === '*' || text[at] === '/')
			value = text[at++] === '*' ? value * primary() : value / primary();
		return value;
	}
	function sum() {
		let value = product();
		while (text[at] === '+' || text[at] === '-')
			value = text[at++] === '+' ? value + product() : value - product();
		return value;
	}
	return sum();
}
function control() {
	mix(fib(19));
	let total = 0;
	for (const i of range(0, 4000))
		total += i;
	for (let i = 0; i < 1500; i++) {
		try {
			total += parse(i % 20 ? `(${i}+3)*2-${i}/(1+${i % 5})` : '1+');
		} catch (error) {
			total += error.message.length;
		} finally {
			total++;
		}
	}
	for (let i = 0; i < 4000; i++) {
		const [a, b, ...rest] = [i, i + 1, i + 2, i + 3];
		const { p, q = 5 } = { p: a, ...(i & 1 ? { q: b } : {}) };
		switch (i % 5) {
		case 0: total += p; break;
		case 1: total -= q; break;
		case 2: total += rest.length; break;
		default: total ^= i;
		}
		total += Math.max(...rest) + (p?.x ?? 1);
	}
	mix(total);
}

// Strings, templates, splitting, joining, searching, regular expressions.
function strings() {
	const names = ['Ada Lovelace', 'Grace Hopper', 'Alan Turing', 'Katherine Johnson', 'Zoë Müller', '王小明'];
	const rows = [];
	for (let i = 0; i < 600; i++)
		rows.push(`${i};${names[i % names.length]};${(i * 1.37).toFixed(2)};2026-${String(i % 12 + 1).padStart(2, '0')}-03;"x, ""${i}"""`);
	const csv = rows.join('\r\n');
	let length = 0;
	for (const row of csv.split('\r\n')) {
		const cells = row.split(';');
		length += cells[1].trim().toLowerCase().length + Number(cells[2]) + parseInt(cells[0], 10);
		const date = /^(\d{4})-(\d\d)-(\d\d)$/.exec(cells[3]);
		length += Number(date[2]);
		if (cells[1].startsWith('Ada') && !cells[4].includes('zz'))
			length += cells[4].replaceAll('""', '\\"').length;
	}
	let out = '', escaped = '';
	for (let i = 0; i < 3000; i++)
		out += String.fromCharCode(97 + i % 26);
	for (let i = 0; i < out.length; i++) {
		const ch = out[i];
		escaped += ch === 'a' ? '&amp;' : ch < 'd' ? ch.toUpperCase() : ch;
	}
	const template = 'Dear {{name}}, you owe {{amount}} since {{date}}. {{#if late}}Pay!{{/if}}';
	for (let i = 0; i < 200; i++) {
		const filled = template.replace(/\{\{(#if |\/)?(\w+)\}\}/g, (all, tag, key) => (tag ? '' : `<${key}${i}>`));
		length += filled.indexOf('Pay') + filled.lastIndexOf('<');
	}
	const text = 'The quick brown fox jumps over the lazy dog; foo@example.org, +41 44 123 45 67, https://example.net/a?b=c#d '.repeat(30);
	length += text.match(/[\w.]+@[\w.]+\.[a-z]{2,}/g).length + text.match(/https?:\/\/[^\s#]+/gi).length;
	length += text.replace(/(?<=o)[a-z]+?\b/g, '').length + text.split(/[\s,;]+/).length + text.search(/lazy\s+cat|zebra/);
	length += text.normalize('NFC').length + encodeURIComponent(text).length + /^(?:[^@]+@)*x/.test(text);
	for (const match of text.matchAll(/(?<scheme>https?):\/\/(?<host>[^/]+)/gu))
		length += match.groups.host.length;
	mix(length);
	mix(escaped.length + [...escaped].length + out.localeCompare(escaped));
}

// Collections, sorting, the array methods, JSON, dates, BigInt.
function data() {
	const rows = Array.from({ length: 700 }, (_, i) => ({
		id: i, group: `g${(i * 13) % 17}`, score: (i * 7919) % 1000 / 10, tags: ['a', `t${i % 5}`], when: new Date(1.7e12 + i * 864e5),
	}));
	const groups = new Map(), ids = new Set(), index = {};
	for (const row of rows) {
		if (!groups.has(row.group))
			groups.set(row.group, []);
		groups.get(row.group).push(row);
		ids.add(row.id % 100);
		index[row.tags[1]] = (index[row.tags[1]] ?? 0) + row.score;
	}
	const table = [...groups].map(([key, list]) => ({ key, n: list.length, mean: list.reduce((sum, r) => sum + r.score, 0) / list.length }))
		.filter(entry => entry.n > 2).sort((a, b) => b.mean - a.mean || a.key.localeCompare(b.key));
	mix(table.length + ids.size + Object.keys(index).length);
	mix(rows.slice().sort((a, b) => a.score - b.score)[10].id);
	mix(rows.map(r => r.group).sort().join('').length);
	mix(rows.findIndex(r => r.id === 600) + rows.flatMap(r => r.tags).length + [1, [2, [3, [4]]]].flat(9).length);
	for (const [key, value] of Object.entries(index))
		mix(key.length + value);
	for (let round = 0; round < 4; round++) {
		const text = JSON.stringify({ rows, at: round }, null, round === 3 ? 2 : 0);
		const back = JSON.parse(text);
		mix(text.length + back.rows.length);
	}
	mix(rows.reduce((sum, r) => sum + r.when.getUTCDate() + r.when.toISOString().length, 0));
	let big = 1n;
	for (let i = 1n; i < 60n; i++)
		big = big * i + (big >> 3n);
	mix(Number(big % 1000003n) + big.toString().length);
	const cache = new WeakMap(), symbol = Symbol('s');
	for (const row of rows) {
		cache.set(row, row.id);
		row[symbol] = cache.get(row);
		delete row.tags;
	}
	mix(rows.length + ('tags' in rows[0] ? 1 : 0) + structure(6));
}
function structure(depth) {
	return depth === 0 ? 1 : Object.values({ l: structure(depth - 1), r: structure(depth - 1), x: [depth] }).flat().reduce((a, b) => a + b);
}

// Promises and async functions: what a pipeline of awaits costs.
async function later(value) {
	await null;
	return value + 1;
}
async function pipeline() {
	let sum = 0;
	for (let i = 0; i < 400; i++)
		sum += await later(i);
	const all = await Promise.all(Array.from({ length: 100 }, (_, i) => later(i).then(v => v * 2)));
	mix(sum + all.length);
}

for (let round = 0; round < 3; round++) {
	objects();
	numbers();
	control();
	strings();
	data();
	pipeline();
}
hash;
