// SPDX-License-Identifier: MIT
// expect: 39484:247918645
// Text work: strings built and taken apart, words counted in a Map, a Set and an object, sorted with comparators.

let seed = 42;
function random(limit) {
	seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
	return (seed >>> 10) % limit;
}

const SYLLABLES = ['ka', 'lo', 'mi', 'ter', 'ran', 'su', 'ven', 'dor', 'el', 'ish', 'qua', 'ny'];

function word() {
	let text = '';
	for (let n = 1 + random(3); n > 0; n--)
		text += SYLLABLES[random(SYLLABLES.length)];
	return text;
}

function sentence() {
	const words = [];
	for (let n = 6 + random(10); n > 0; n--)
		words.push(word());
	words[0] = words[0][0].toUpperCase() + words[0].slice(1);
	return words.join(' ') + '.';
}

function hashOf(text, hash) {
	for (let i = 0; i < text.length; i++)
		hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
	return hash;
}

let hash = 7, different = 0;
for (let round = 0; round < 28; round++) {
	let text = '';
	for (let i = 0; i < 500; i++)
		text += sentence() + (i % 7 === 6 ? '\n' : ' ');
	const counts = new Map(), seen = new Set(), byLetter = {};
	for (const paragraph of text.split('\n')) {
		for (const raw of paragraph.trim().split(' ')) {
			const key = raw.toLowerCase().replace('.', '');
			counts.set(key, (counts.get(key) ?? 0) + 1);
			seen.add(key.length > 4 ? key.substring(0, 4) : key);
			byLetter[key[0]] = (byLetter[key[0]] || 0) + 1;
		}
	}
	const ranked = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
	different += ranked.length + seen.size;
	const sorted = [...counts.keys()].sort();
	const reversed = sorted.map(key => [...key].reverse().join('')).sort();
	hash = hashOf(ranked.slice(0, 200).map(([key, n]) => `${key.padEnd(12, '.')}${n}`).join('\n'), hash);
	hash = hashOf(reversed.join(','), hash);
	hash = hashOf(Object.keys(byLetter).sort().map(key => key + byLetter[key]).join(';'), hash);
	const numbers = Array.from({ length: 4000 }, () => random(1000000));
	numbers.sort((a, b) => a - b);
	hash = (hash + numbers[2000]) | 0;
}
`${different}:${hash}`;
