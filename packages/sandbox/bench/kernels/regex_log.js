// SPDX-License-Identifier: MIT
// expect: 562580221:4163:4187:23353:445967113
// A web server's log, written and then taken apart with regular expressions: captures, replace callbacks, split, test.

let seed = 12345;
function random(limit) {
	seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
	return (seed >>> 8) % limit;
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];
const PATHS = ['/', '/index.html', '/api/users', '/api/users/42', '/static/app.js', '/search?q=wasm&lang=en'];
const AGENTS = ['Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/130.0', 'curl/8.9.1', 'bot/1.0 (+https://example.com/bot)'];

function line(i) {
	const ip = [random(256), random(256), random(256), random(256)].join('.');
	const time = `${10 + i % 20}/Nov/2026:${10 + i % 14}:${10 + i % 50}:${10 + random(50)} +0000`;
	return `${ip} - user${random(90)} [${time}] "${METHODS[random(4)]} ${PATHS[random(6)]} HTTP/1.1" `
		+ `${[200, 200, 200, 301, 404, 500][random(6)]} ${random(90000)} "-" "${AGENTS[random(3)]}"`;
}

const ENTRY = /^(\d{1,3}(?:\.\d{1,3}){3}) - (\S+) \[([^\]]+)\] "([A-Z]+) ([^ "]+) HTTP\/(\d\.\d)" (\d{3}) (\d+) "([^"]*)" "([^"]*)"$/;
const WHEN = /^(?<day>\d\d)\/(?<month>[A-Z][a-z]{2})\/(?<year>\d{4}):(?<clock>[\d:]+)/;
const BOT = /\b(?:bot|crawler|spider)\b/i;

let bytes = 0, errors = 0, bots = 0, queries = 0, hash = 0;
for (let round = 0; round < 14; round++) {
	const text = Array.from({ length: 900 }, (_, i) => line(i)).join('\n');
	for (const entry of text.split(/\r?\n/)) {
		const match = ENTRY.exec(entry);
		if (match === null)
			throw new Error(`not a log line: ${entry}`);
		bytes += Number(match[8]);
		if (/^[45]\d\d$/.test(match[7]))
			errors++;
		if (BOT.test(match[10]))
			bots++;
		match[5].replace(/[?&]([a-z]+)=([^&]*)/g, (_, key, value) => {
			queries += key.length + value.length;
			return '';
		});
		const { day, clock } = WHEN.exec(match[3]).groups;
		hash = (hash * 31 + Number(day) + Number(clock.replace(/:/g, ''))) % 1000000007;
	}
	for (const match of text.matchAll(/user(\d+)/g))
		hash = (hash * 33 + Number(match[1])) % 1000000007;
	hash = (hash + text.replace(/\d+/g, digits => digits.length).length) % 1000000007;
}
[bytes, errors, bots, queries, hash].join(':');
