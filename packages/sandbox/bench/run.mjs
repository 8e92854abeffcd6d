// SPDX-License-Identifier: MIT
// The benchmark: several rounds in which ours and the yardsticks take turns, medians over the rounds, and the targets.
//
// node run.mjs --bin DIR --build DIR [--rounds N] [--seconds N] [--soak N] [--write FILE]
//   --bin     where `untrusted` and `untrusted-cell` are
//   --build   where bench.mk put inproc, library, launch and qjs_minimal
//   --rounds  default 5    --seconds  of each throughput measurement, default 3
//   --soak    executions in a row, default 200000, 0 to leave it out
//   --node    the Node.js to measure the SDK with, which packages/sdk/dist must be there for; without it that is left out
//   --write   also put the tables into this file, between its markers
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { fetchRound, LARGE, SMALL } from './fetch.mjs';
import { load } from './http-load.mjs';

const run = promisify(execFile);
const HERE = path.dirname(new URL(import.meta.url).pathname);
const INVOKE = '/2015-03-31/functions/function/invocations';
const ADD_TWO = '{"code": "2 + 2"}';
const PAUSE_US = 2000;
const IN_FLIGHT_PER_PROCESSOR = 4;
const BEGIN = '<!-- bench:begin -->', END = '<!-- bench:end -->';

const { values: options } = parseArgs({
	options: {
		bin: { type: 'string', default: 'bin' },
		build: { type: 'string', default: 'build/bench' },
		rounds: { type: 'string', default: '5' },
		seconds: { type: 'string', default: '3' },
		soak: { type: 'string', default: '200000' },
		node: { type: 'string' },
		versions: { type: 'string', default: '' },
		write: { type: 'string' },
	},
});
const bin = path.resolve(options.bin), build = path.resolve(options.build);
const rounds = Number(options.rounds), throughputMs = Number(options.seconds) * 1000, soakCount = Number(options.soak);
const processors = os.availableParallelism();
const kernels = fs.readdirSync(path.join(HERE, 'kernels')).filter(name => name.endsWith('.js')).sort()
	.map(name => path.join(HERE, 'kernels', name));
const launchable = fs.existsSync(path.join(bin, 'untrusted'));
const library = launchable && fs.existsSync(path.join(build, 'library'));
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'untrusted-bench-'));

/** Runs a benchmark program; its output is one JSON object per line. */
async function measure(program, ...args) {
	const env = { ...process.env, UNTRUSTED_CELL: path.join(bin, 'untrusted-cell') };
	const { stdout } = await run(path.join(build, program), args.map(String), { env, maxBuffer: 64 << 20 });
	return stdout.trim().split('\n').map(line => JSON.parse(line));
}

function median(list) {
	const sorted = [...list].sort((a, b) => a - b), half = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

const geometricMean = list => Math.exp(list.reduce((sum, x) => sum + Math.log(x), 0) / list.length);

/** Samples by name, then by who; `add` returns nothing so that a round reads as a list of measurements. */
const samples = new Map();
function add(name, who, value) {
	const key = `${name}|${who}`;
	samples.set(key, [...(samples.get(key) ?? []), value]);
}
const of = (name, who) => samples.get(`${name}|${who}`);
const medianOf = (name, who) => (of(name, who) === undefined ? undefined : median(of(name, who)));
/** The median of each round's own ratio: slow drifts of the machine cancel out. */
function ratioOf(name, above, below) {
	const a = of(name, above), b = of(name, below);
	return a === undefined || b === undefined ? undefined : median(a.map((value, i) => value / b[i]));
}

async function latencyRound() {
	for (const who of library ? ['inproc', 'library'] : ['inproc']) {
		const [result] = await measure(who, 'latency', 500, PAUSE_US);
		add('latency p50', who, result.p50);
		add('latency p99', who, result.p99);
	}
}

/** Why HTTP could not be measured, if it could not; the report says so. */
let httpFailure;

const perSecond = result => result.count / result.ms * 1000;

async function throughputRound() {
	const natives = await Promise.all(Array.from({ length: processors }, () => measure('inproc', 'throughput', throughputMs)));
	add('throughput', 'inproc', natives.reduce((sum, [result]) => sum + perSecond(result), 0));
	if (library)
		add('throughput', 'library', perSecond((await measure('library', 'throughput', throughputMs))[0]));
	if (launchable && httpFailure === undefined) {
		const rate = await httpThroughput().catch(error => { httpFailure = error.message; });
		if (rate !== undefined)
			add('throughput', 'http', rate);
	}
}

/** A port that was free a moment ago. */
function freePort() {
	return new Promise((resolve, reject) => {
		const server = net.createServer();
		server.on('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const { port } = server.address();
			server.close(() => resolve(port));
		});
	});
}

async function healthy(port, server) {
	for (let attempt = 0; attempt < 200 && server.exitCode === null; attempt++) {
		const status = await new Promise(resolve => {
			http.get({ host: '127.0.0.1', port, path: '/healthz', agent: false }, response => {
				response.resume();
				resolve(response.statusCode);
			}).on('error', () => resolve(0));
		});
		if (status === 200)
			return;
		await new Promise(resolve => setTimeout(resolve, 25));
	}
	throw new Error('the server did not start');
}

const hasWrk = await run('wrk', ['-v']).then(() => true, error => error.code !== 'ENOENT');

async function wrkThroughput(port) {
	const { stdout } = await run('wrk', ['-t1', `-c${processors * IN_FLIGHT_PER_PROCESSOR}`, `-d${Math.ceil(throughputMs / 1000)}s`,
		'-s', path.join(HERE, 'http-load.lua'), `http://127.0.0.1:${port}${INVOKE}`]);
	if (/Non-2xx|Socket errors/.test(stdout))
		throw new Error(`wrk: ${stdout}`);
	return Number(/Requests\/sec: *([\d.]+)/.exec(stdout)[1]);
}

async function ownThroughput(port) {
	const result = await load({
		host: '127.0.0.1', port, path: INVOKE, body: ADD_TWO, connections: processors * IN_FLIGHT_PER_PROCESSOR, ms: throughputMs,
	});
	if (result.failed > 0)
		throw new Error(`${result.failed} requests failed`);
	return perSecond(result);
}

async function httpThroughput() {
	const port = await freePort();
	const server = spawn(path.join(bin, 'untrusted'), ['serve', '--listen', `127.0.0.1:${port}`], { stdio: 'ignore' });
	const ended = new Promise(resolve => server.on('exit', resolve));
	try {
		await healthy(port, server);
		return await (hasWrk ? wrkThroughput(port) : ownThroughput(port));
	} finally {
		server.kill('SIGTERM');
		await ended;
	}
}

const expected = new Map(kernels.map(file => [file, /^\/\/ expect: (.*)$/m.exec(fs.readFileSync(file, 'utf8'))[1]]));

async function kernelsRound() {
	for (const file of kernels) {
		for (const who of library ? ['inproc', 'library'] : ['inproc']) {
			const [{ ms, response }] = await measure(who, 'kernel', file);
			if (response.result !== expected.get(file))
				throw new Error(`${who}: ${file} gave ${response.result}`);
			add(path.basename(file, '.js'), who, ms);
		}
	}
}

/** JSON text of about `bytes` bytes whose echo is the same text. */
function makeInput(bytes) {
	const name = path.join(scratch, `input-${bytes}.json`);
	const rows = [];
	for (let size = 2, i = 0; size < bytes - 400; i++) {
		const row = JSON.stringify({
			id: i, name: `Customer number ${i}`, active: i % 3 === 0, balance: i / 4 - 100, tags: ['new', 'zürich', `t${i % 9}`], parent: null,
			note: 'A line of text as records have them, "quoted" here and there.\n'.repeat(1 + i % 4),
		});
		rows.push(row);
		size += Buffer.byteLength(row) + 1;
	}
	fs.writeFileSync(name, `[${rows.join(',')}]`);
	return name;
}
const echoes = { 'echo 100 KB': [makeInput(100_000), 40], 'echo 6 MB': [makeInput(6_000_000), 3] };

async function echoRound() {
	for (const [name, [file, count]] of Object.entries(echoes)) {
		for (const who of library ? ['inproc', 'library'] : ['inproc'])
			add(name, who, (await measure(who, 'echo', file, count))[0].p50);
	}
}

async function launchRound() {
	add('launch', 'qjs', (await measure('launch', 20, '4', path.join(build, 'qjs_minimal'), '2 + 2'))[0].p50);
	if (launchable)
		add('launch', 'library', (await measure('launch', 20, '4', path.join(bin, 'untrusted'), 'run', '-e', '2 + 2'))[0].p50);
}

async function networkRound() {
	if (launchable)
		await fetchRound(bin, add);
}

/** In a process of its own, which ends with the functions that it has started. */
async function lambdaRound() {
	if (!fs.existsSync(path.join(bin, 'bootstrap')))
		return;
	const program = path.join(HERE, '../../lambda/bench/bench.mjs');
	const { stdout } = await run('node', [program, '--bin', bin, '--starts', '20', '--invocations', '200', '--json']);
	const { startMs, addedMs } = JSON.parse(stdout);
	for (const [name, figures] of [['lambda start', startMs], ['lambda added', addedMs]]) {
		add(name, 'library', figures.bootstrap.median);
		add(name, 'yardstick', Object.entries(figures).find(([who]) => who.startsWith('a C '))[1].median);
	}
}

/** With a Node that the SDK is for, where its packages are built. */
async function sdkRound() {
	const program = path.join(HERE, '../../sdk/bench/local.mjs');
	if (options.node === undefined || !fs.existsSync(path.join(HERE, '../../sdk/dist')))
		return;
	const { stdout } = await run(options.node, [program, '2000', '--json'], { env: { ...process.env, UNTRUSTED_BIN: path.join(bin, 'untrusted') } });
	const { local, bare } = JSON.parse(stdout);
	add('sdk', 'library', local);
	add('sdk', 'bare', bare);
	add('sdk added', 'library', local - bare);
}

/**
 * What grew from the soak's early tenths (the second to fourth; the first is the warm-up) to its last three, by
 * their medians: a zygote shares its pages with its cells, so that its share depends on how many there are.
 */
function growth(reports, key) {
	const of = part => median(part.map(report => report[key]));
	return of(reports.slice(-3)) - of(reports.slice(1, 4));
}

const number = (value, digits) => (value === undefined ? '–' : value.toFixed(digits));
const verdict = (value, passes) => (value === undefined ? 'not measured' : passes(value) ? 'pass' : 'MISS');

function targetRows(idle, soak) {
	const rows = [];
	const row = (what, yardstick, ours, result, target, passed) => rows.push([what, yardstick, ours, result, target, passed]);
	const latency = ratioOf('latency p50', 'library', 'inproc'), p99 = medianOf('latency p99', 'library');
	row('fresh `2 + 2`, gentle pace, p50', `${number(medianOf('latency p50', 'inproc'), 1)} µs`,
		`${number(medianOf('latency p50', 'library'), 1)} µs`, `${number(latency, 2)} ×`, '≤ 1.5 ×', verdict(latency, x => x <= 1.5));
	row('the same, p99', `${number(medianOf('latency p99', 'inproc'), 1)} µs`, `${number(p99, 1)} µs`, '', '< 2000 µs', verdict(p99, x => x < 2000));
	const overHttp = `through HTTP, keep-alive (${hasWrk ? 'wrk' : 'http-load.mjs'})`;
	for (const [who, name, floor] of [['library', 'through the library', 0.25], ['http', overHttp, 0.2]]) {
		const ratio = ratioOf('throughput', who, 'inproc');
		row(`executions a second ${name}`, number(medianOf('throughput', 'inproc'), 0), number(medianOf('throughput', who), 0),
			`${number(ratio, 3)} ×`, `≥ ${floor} ×`,
			who === 'http' && httpFailure !== undefined ? `failed: ${httpFailure}` : verdict(ratio, x => x >= floor));
	}
	const speed = library ? geometricMean(kernels.map(file => ratioOf(path.basename(file, '.js'), 'inproc', 'library'))) : undefined;
	row('compute kernels, speed, geometric mean', '1', number(speed, 3), `${number(speed, 3)} ×`, '≥ 0.9 ×', verdict(speed, x => x >= 0.9));
	for (const name of Object.keys(echoes)) {
		const ratio = ratioOf(name, 'library', 'inproc');
		row(`JSON ${name}`, `${number(medianOf(name, 'inproc'), 2)} ms`, `${number(medianOf(name, 'library'), 2)} ms`, `${number(ratio, 2)} ×`,
			'≤ 1.5 ×', verdict(ratio, x => x <= 1.5));
	}
	const start = medianOf('launch', 'library');
	row('process start to result, `run -e` (beside it: native qjs)', `${number(medianOf('launch', 'qjs'), 2)} ms`, `${number(start, 2)} ms`, '', '< 10 ms',
		verdict(start, x => x < 10));
	for (const name of SMALL) {
		const ratio = ratioOf(name, 'library', 'node');
		row(`${name} (beside it: Node's fetch)`, `${number(medianOf(name, 'node'), 1)} ms`, `${number(medianOf(name, 'library'), 1)} ms`,
			`${number(ratio, 2)} ×`, '≤ 1.5 ×', verdict(ratio, x => x <= 1.5));
	}
	const download = ratioOf(LARGE, 'curl', 'library');
	row(`${LARGE}: throughput (beside it: curl)`, `${number(medianOf(LARGE, 'curl'), 1)} ms`, `${number(medianOf(LARGE, 'library'), 1)} ms`,
		`${number(download, 2)} ×`, '≥ 0.5 ×', verdict(download, x => x >= 0.5));
	for (const [what, name, limit] of [
		['AWS Lambda: exec to the first `next` (beside it: a C program that only asks)', 'lambda start', 10],
		['AWS Lambda: added to an evaluation, event to response, p50 (beside it: a C runtime that only answers)', 'lambda added', 1],
	]) {
		const ms = medianOf(name, 'library');
		row(what, `${number(medianOf(name, 'yardstick'), 2)} ms`, `${number(ms, 2)} ms`, '', `< ${limit} ms`, verdict(ms, x => x < limit));
	}
	const added = medianOf('sdk added', 'library');
	row('SDK on this machine: `2 + 2`, p50 (beside it: the bare unix socket), and what that adds', `${number(medianOf('sdk', 'bare'), 2)} ms`,
		`${number(medianOf('sdk', 'library'), 2)} ms`, `+ ${number(added, 2)} ms`, '< 0.5 ms', verdict(added, x => x < 0.5));
	const cell = idle?.cells_pss_kb.length > 0 ? Math.max(...idle.cells_pss_kb) : undefined;
	row('memory (PSS) of an idle ready cell, the largest', '', `${number(cell, 0)} kB`, '', '≤ 1024 kB', verdict(cell, x => x >= 0 && x <= 1024));
	if (soak !== undefined) {
		const worst = Math.max(growth(soak, 'supervisor_pss_kb'), growth(soak, 'zygote_pss_kb'));
		const descriptors = Math.max(growth(soak, 'supervisor_descriptors'), growth(soak, 'zygote_descriptors'));
		row(`${soak.at(-1).executions} executions in a row: growth of memory`, '', `${worst} kB`, '', '≤ 256 kB', verdict(worst, x => x <= 256));
		row('the same: growth of open descriptors', '', `${descriptors}`, '', '≤ 0', verdict(descriptors, x => x <= 0));
	}
	return rows;
}

function table(head, rows) {
	const line = cells => `| ${cells.join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function kernelRows() {
	return kernels.map(file => {
		const name = path.basename(file, '.js');
		return [name, number(medianOf(name, 'inproc'), 1), number(medianOf(name, 'library'), 1), number(ratioOf(name, 'inproc', 'library'), 3)];
	});
}

function soakRows(soak) {
	return soak.map(report => [report.executions, report.supervisor_pss_kb, report.supervisor_descriptors,
		report.zygote_pss_kb, report.zygote_descriptors]);
}

function report(idle, soak, loadBefore) {
	const cpu = os.cpus()[0]?.model.trim() || 'unknown processor';
	const parts = [
		`Measured on ${new Date().toISOString().slice(0, 10)}: ${processors} × ${cpu}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, `
			+ `Linux ${os.release()} ${os.arch()}${options.versions === '' ? '' : `; ${options.versions}`}; `
			+ `${rounds} rounds, load average before ${loadBefore.toFixed(2)}.`,
		'`inproc` is native quickjs-ng -O2, a fresh runtime and context per execution in one process (throughput: one process per processor), '
			+ 'without isolation. Percentiles and times are medians over the rounds; ratios are medians of each round\'s own ratio.',
		table(['what', 'inproc', 'ours', 'ratio', 'target', ''], targetRows(idle, soak)),
		'Compute kernels, milliseconds of a whole execution, and speed relative to native:',
		table(['kernel', 'inproc', 'ours', 'speed'], kernelRows()),
	];
	if (idle !== undefined) {
		parts.push(`Idle, PSS in kB: supervisor ${idle.supervisor_pss_kb}, zygote ${idle.zygote_pss_kb}, cells ${idle.cells_pss_kb.join(', ') || 'none found'}`
			+ ' (−1: the kernel did not say).');
	}
	if (soak !== undefined)
		parts.push('Soak:', table(['executions', 'supervisor PSS kB', 'descriptors', 'zygote PSS kB', 'descriptors'], soakRows(soak)));
	return parts.join('\n\n');
}

function write(file, text) {
	const before = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : `# Benchmarks\n\n${BEGIN}\n${END}\n`;
	const from = before.indexOf(BEGIN), to = before.indexOf(END);
	if (from < 0 || to < from)
		throw new Error(`${file} has no ${BEGIN} … ${END}`);
	fs.writeFileSync(file, `${before.slice(0, from)}${BEGIN}\n${text}\n${before.slice(to)}`);
}

const loadBefore = os.loadavg()[0];
if (loadBefore > 0.5)
	console.error(`The machine is not quiet (load average ${loadBefore.toFixed(2)}): take the numbers with care.`);
for (let round = 1; round <= rounds; round++) {
	for (const step of [latencyRound, throughputRound, kernelsRound, echoRound, launchRound, networkRound, lambdaRound, sdkRound]) {
		process.stderr.write(`round ${round} of ${rounds}: ${step.name.replace('Round', '')}\n`);
		await step();
	}
}
const idle = library ? (await measure('library', 'idle'))[0] : undefined;
if (library && soakCount > 0)
	process.stderr.write(`soak: ${soakCount} executions\n`);
const soak = library && soakCount > 0 ? await measure('library', 'soak', soakCount) : undefined;
const text = report(idle, soak, loadBefore);
console.log(text);
if (options.write !== undefined)
	write(options.write, text);
fs.rmSync(scratch, { recursive: true });
