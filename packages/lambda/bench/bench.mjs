// SPDX-License-Identifier: MIT
// What it costs to be a Lambda function: from the start of the process to its first request for an event, and from an
// event that is handed out to its answer, less what the code itself took. Both on this machine's loopback, against the
// emulator, in turns with a yardstick: a static C program that does nothing else (echo.c), and `untrusted serve`.
//
// node bench.mjs [--bin DIR] [--starts N] [--invocations N] [--json]
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startLambda } from '../tests/emulator/runtime-api.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const INVOKE = '/2015-03-31/functions/function/invocations';
const EVENT = '{"code":"2 + 2"}';
const WARM_UP = 50, ROUND = 50;

const { values: options } = parseArgs({
	options: {
		bin: { type: 'string', default: path.join(HERE, '../../../bin') },
		starts: { type: 'string', default: '50' },
		invocations: { type: 'string', default: '500' },
		json: { type: 'boolean', default: false },
	},
});
const bin = path.resolve(options.bin), starts = Number(options.starts), invocations = Number(options.invocations);

const percentile = (times, fraction) => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * fraction))];
const summary = times => ({ count: times.length, median: percentile(times, 0.5), p90: percentile(times, 0.9) });

/** The yardstick, compiled; gone with this process. */
function compileEcho() {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'untrusted-bench-'));
	process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
	const { status, stderr, error } = spawnSync('cc', ['-O2', '-static', path.join(HERE, 'echo.c'), '-o', path.join(folder, 'echo')], { encoding: 'utf8' });
	if (status !== 0)
		throw new Error(`echo.c does not compile: ${error?.message ?? stderr}`);
	return path.join(folder, 'echo');
}

/** From spawn to the arrival of the first request, in milliseconds. */
async function startTime(command) {
	const lambda = await startLambda({ command, cwd: bin });
	if (!lambda.init.ok)
		throw new Error(`${command}: ${JSON.stringify(lambda.init)}`);
	await lambda.close();
	return lambda.init.ms;
}

async function measureStarts(programs) {
	const times = Object.fromEntries(Object.keys(programs).map(name => [name, []]));
	for (let i = -3; i < starts; i++)
		for (const [name, command] of Object.entries(programs)) {
			const ms = await startTime(command);
			if (i >= 0)
				times[name].push(ms);
		}
	return times;
}

/** `untrusted serve` on a port that is free: ask(body) gives { ms, payload }. */
async function startServe() {
	const child = spawn(path.join(bin, 'untrusted'), ['serve', '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'ignore', 'pipe'] });
	const port = await new Promise((resolve, reject) => {
		let text = '';
		child.on('exit', () => reject(new Error(`untrusted serve ended: ${text}`)));
		child.stderr.setEncoding('utf8').on('data', chunk => {
			const match = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(text += chunk);
			if (match)
				resolve(Number(match[1]));
		});
	});
	const socket = net.connect(port, '127.0.0.1').setNoDelay(true);
	let received = '', wake;
	socket.setEncoding('utf8').on('data', text => {
		received += text;
		const end = received.indexOf('\r\n\r\n'), length = /content-length: (\d+)/i.exec(received);
		if (end >= 0 && length && received.length >= end + 4 + Number(length[1]))
			wake(performance.now());
	});
	const request = `POST ${INVOKE} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${EVENT.length}\r\n\r\n${EVENT}`;
	return {
		async ask() {
			received = '';
			const answered = new Promise(resolve => (wake = resolve));
			const start = performance.now();
			socket.write(request);
			const end = await answered;
			return { ms: end - start, payload: JSON.parse(received.slice(received.indexOf('\r\n\r\n') + 4)) };
		},
		close() {
			socket.destroy();
			child.removeAllListeners('exit').kill();
		},
	};
}

async function startFunction(command) {
	const lambda = await startLambda({ command, cwd: bin, timeoutMs: 60000 });
	return {
		async ask() {
			const { payload, timings } = await lambda.invoke(undefined, { raw: EVENT });
			lambda.forget();
			return { ms: timings.responded - timings.handedOut, payload };
		},
		close: () => lambda.close(),
	};
}

/** What an answer took beyond the code's own time. */
function added({ ms, payload }) {
	if (payload === true)
		return ms; // of the yardstick
	if (payload.result !== 4)
		throw new Error(JSON.stringify(payload));
	return ms - payload.usage.wallTimeMs;
}

async function measureCalls(targets) {
	const times = Object.fromEntries(Object.keys(targets).map(name => [name, []]));
	for (const target of Object.values(targets))
		for (let i = 0; i < WARM_UP; i++)
			await target.ask();
	for (let done = 0; done < invocations; done += ROUND)
		for (const [name, target] of Object.entries(targets))
			for (let i = 0; i < Math.min(ROUND, invocations - done); i++)
				times[name].push(added(await target.ask()));
	return times;
}

function print(title, times) {
	console.log(title);
	for (const [name, list] of Object.entries(times)) {
		const { count, median, p90 } = summary(list);
		console.log(`  ${name.padEnd(44)} median ${median.toFixed(3).padStart(8)} ms   p90 ${p90.toFixed(3).padStart(8)} ms   (${count})`);
	}
	console.log();
}

const echo = compileEcho(), bootstrap = path.join(bin, 'bootstrap');
const startTimes = await measureStarts({ 'bootstrap': bootstrap, 'a C program that only asks': echo });
const targets = {
	'bootstrap': await startFunction(bootstrap),
	'untrusted serve, over HTTP': await startServe(),
	'a C runtime that answers at once': await startFunction(echo),
};
const callTimes = await measureCalls(targets);
for (const target of Object.values(targets))
	await target.close();

if (options.json) {
	const summaries = times => Object.fromEntries(Object.entries(times).map(([name, list]) => [name, summary(list)]));
	console.log(JSON.stringify({ startMs: summaries(startTimes), addedMs: summaries(callTimes) }));
} else {
	print('From the start of the process to its first request for an event:', startTimes);
	print('From an event to its answer, less the time of the code (2 + 2):', callTimes);
}
