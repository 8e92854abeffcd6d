// SPDX-License-Identifier: MIT
// expect: 8629:30
// Fannkuch: every permutation of nine, flipped until the first is one; integer arithmetic over small arrays.

function fannkuch(n) {
	const order = [], flipped = [], count = [];
	for (let i = 0; i < n; i++)
		order[i] = i;
	let maxFlips = 0, checksum = 0, sign = 1, r = n;
	for (;;) {
		for (; r !== 1; r--)
			count[r - 1] = r;
		for (let i = 0; i < n; i++)
			flipped[i] = order[i];
		let flips = 0;
		for (let first = flipped[0]; first !== 0; first = flipped[0]) {
			for (let low = 0, high = first; low < high; low++, high--) {
				const kept = flipped[low];
				flipped[low] = flipped[high];
				flipped[high] = kept;
			}
			flips++;
		}
		if (flips > maxFlips)
			maxFlips = flips;
		checksum += sign * flips;
		sign = -sign;
		for (;; r++) {
			if (r === n)
				return `${checksum}:${maxFlips}`;
			const first = order[0];
			for (let i = 0; i < r; i++)
				order[i] = order[i + 1];
			order[r] = first;
			if (--count[r] > 0)
				break;
		}
	}
}

fannkuch(9);
