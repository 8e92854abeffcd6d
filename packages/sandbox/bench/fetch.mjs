// SPDX-License-Identifier: MIT
// fetch() against an origin on this machine: small requests beside Node's own fetch, a large download beside curl.
//
// As a program (node fetch.mjs origin) it is that origin, in a process of its own.
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SELF = new URL(import.meta.url).pathname;
const DOWNLOAD_BYTES = 50 << 20;
const DOWNLOADS = 3;
const COUNT = 100;

/** The same text runs in Node and in ours; its result is milliseconds. */
const scripts = {
	'100 small fetches, one after the other': origin => `
		await (await fetch("${origin}/small")).json();
		const start = performance.now();
		for (let i = 0; i < ${COUNT}; i++) await (await fetch("${origin}/small?" + i)).json();
		return performance.now() - start;`,
	'100 small fetches, all at once': origin => `
		await (await fetch("${origin}/small")).json();
		const start = performance.now();
		await Promise.all(Array.from({ length: ${COUNT} }, async (_, i) => (await fetch("${origin}/small?" + i)).json()));
		return performance.now() - start;`,
};
/** Several in one process, in ours and in curl: the time of each. */
const downloads = origin => `
	const times = [];
	for (let i = 0; i < ${DOWNLOADS}; i++) {
		const start = performance.now();
		const reader = (await fetch("${origin}/large")).body.getReader();
		let bytes = 0;
		for (let piece; !(piece = await reader.read()).done;) bytes += piece.value.length;
		if (bytes !== ${DOWNLOAD_BYTES}) throw new Error("only " + bytes);
		times.push(performance.now() - start);
	}
	return times;`;
const median = times => [...times].sort((a, b) => a - b)[times.length >> 1];

export const SMALL = Object.keys(scripts);
export const LARGE = `${DOWNLOAD_BYTES >> 20} MiB download, read in chunks`;

function serve() {
	const piece = Buffer.alloc(256 << 10, 'x');
	const server = http.createServer((request, response) => {
		if (!request.url.startsWith('/large')) {
			response.setHeader('content-type', 'application/json');
			response.end('{"id":1,"name":"Ada","tags":["a","b"]}');
			return;
		}
		response.setHeader('content-length', DOWNLOAD_BYTES);
		let left = DOWNLOAD_BYTES;
		const more = () => {
			while (left > 0) {
				const bytes = Math.min(left, piece.length);
				left -= bytes;
				if (!response.write(piece.subarray(0, bytes))) return void response.once('drain', more);
			}
			response.end();
		};
		more();
	});
	server.listen(0, '127.0.0.1', () => console.log(server.address().port));
}

async function inNode(code) {
	const program = `(async () => {${code}})().then(ms => console.log(ms))`;
	return Number((await run(process.execPath, ['-e', program])).stdout);
}

async function inOurs(bin, port, code) {
	const { stdout } = await run(path.join(bin, 'untrusted'), ['run', '--json', '--timeout', '25s', '--allow', '127.0.0.1',
		'--allow-address', '127.0.0.0/8', '--allow-port', String(port), '--fetches', '1000', '-e', code]);
	const response = JSON.parse(stdout);
	if (!response.success) throw new Error(response.error);
	return response.result;
}

async function inCurl(url) {
	const each = Array.from({ length: DOWNLOADS }, () => ['--output', '/dev/null', url]).flat();
	const { stdout } = await run('curl', ['--silent', '--write-out', '%{time_total}\\n', ...each]);
	return stdout.trim().split('\n').map(seconds => Number(seconds) * 1000);
}

/** One round: `add(name, who, milliseconds)` for each of SMALL with `node` and `library`, for LARGE with `curl` and `library`. */
export async function fetchRound(bin, add) {
	const server = spawn(process.execPath, [SELF, 'origin'], { stdio: ['ignore', 'pipe', 'inherit'] });
	const port = await new Promise(resolve => server.stdout.once('data', text => resolve(Number(text))));
	const origin = `http://127.0.0.1:${port}`;
	try {
		for (const [name, script] of Object.entries(scripts)) {
			add(name, 'node', await inNode(script(origin)));
			add(name, 'library', await inOurs(bin, port, script(origin)));
		}
		add(LARGE, 'curl', median(await inCurl(`${origin}/large`)));
		add(LARGE, 'library', median(await inOurs(bin, port, downloads(origin))));
	} finally {
		server.kill();
	}
}

if (process.argv[1] !== undefined && fs.realpathSync(process.argv[1]) === SELF && process.argv[2] === 'origin')
	serve();
