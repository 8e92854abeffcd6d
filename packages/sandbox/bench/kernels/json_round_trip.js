// SPDX-License-Identifier: MIT
// expect: 71:12502827:1449918.75
// JSON written and read again: nested objects, numbers, escapes, a reviver and an indented form.

function record(i) {
	return {
		id: i,
		name: `customer "${i}"`,
		email: `c${i}@example.com`,
		balance: i * 1.25 - 300,
		active: i % 3 === 0,
		tags: ['alpha', 'béta', `t${i % 17}`],
		address: { street: `${i} Main St.\nApt ${i % 40}`, city: 'Zürich', geo: [47.3769 + i / 1e4, 8.5417 - i / 1e4] },
		note: null,
	};
}

const records = Array.from({ length: 700 }, (_, i) => record(i));
let value = { version: 1, records };
let length = 0, sum = 0;
for (let round = 0; round < 70; round++) {
	const text = JSON.stringify(value);
	length += text.length;
	value = JSON.parse(text);
	value.version++;
	sum += value.records[round].balance;
}
for (let round = 0; round < 6; round++) {
	const text = JSON.stringify(value, (key, member) => (key === 'note' ? undefined : member), 2);
	length += text.length;
	JSON.parse(text, (key, member) => {
		if (key === 'id')
			sum += member;
		return member;
	});
}
[value.version, length, sum].join(':');
