// SPDX-License-Identifier: MIT
// A load of keep-alive HTTP requests on plain sockets, for machines without wrk; node's own HTTP client would be the
// bottleneck. node http-load.mjs HOST PORT PATH BODY CONNECTIONS MS; prints {"count", "ms", "failed"}.
import net from 'node:net';
import { pathToFileURL } from 'node:url';

const HEAD_END = Buffer.from('\r\n\r\n');

/** The size of the first complete response in `bytes`, and whether it is a 200; null if there is none yet. */
function firstResponse(bytes) {
	const end = bytes.indexOf(HEAD_END);
	if (end < 0)
		return null;
	const head = bytes.toString('latin1', 0, end);
	const length = /\r\ncontent-length: *(\d+)/i.exec(head);
	if (length === null)
		throw new Error(`a response without Content-Length: ${head}`);
	const size = end + HEAD_END.length + Number(length[1]);
	return bytes.length < size ? null : { size, ok: /^HTTP\/1\.1 200 /.test(head) };
}

/** Keeps one connection busy until `state.until`. */
function connection(host, port, request, state) {
	return new Promise((resolve, reject) => {
		const socket = net.connect(port, host, () => socket.write(request));
		let pending = Buffer.alloc(0);
		socket.setNoDelay(true);
		socket.on('error', reject);
		socket.on('close', resolve);
		socket.on('data', bytes => {
			pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
			const response = firstResponse(pending);
			if (response === null)
				return;
			pending = pending.subarray(response.size);
			state[response.ok ? 'count' : 'failed']++;
			if (performance.now() < state.until)
				socket.write(request);
			else
				socket.end();
		});
	});
}

export async function load({ host, port, path, body, connections, ms }) {
	const request = Buffer.from(`POST ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nContent-Type: application/json\r\n`
		+ `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
	const start = performance.now();
	const state = { count: 0, failed: 0, until: start + ms };
	await Promise.all(Array.from({ length: connections }, () => connection(host, port, request, state)));
	return { count: state.count, failed: state.failed, ms: performance.now() - start };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
	const [host, port, path, body, connections, ms] = process.argv.slice(2);
	console.log(JSON.stringify(await load({ host, port: Number(port), path, body, connections: Number(connections), ms: Number(ms) })));
}
