// SPDX-License-Identifier: MIT
// expect: 896000:5ef3ad6475cf351252fce8438800557441e822c18fcf86d34326ff1977302cd2
// SHA-256 and base64 over typed arrays: 32-bit arithmetic, shifts, indexed loads and stores.

const K = new Uint32Array(64);
const H = new Uint32Array(8);
for (let n = 0, candidate = 2; n < 64; candidate++) {
	let prime = true;
	for (let d = 2; d * d <= candidate; d++)
		prime = prime && candidate % d !== 0;
	if (!prime)
		continue;
	if (n < 8)
		H[n] = (Math.sqrt(candidate) % 1) * 0x100000000;
	K[n++] = (Math.cbrt(candidate) % 1) * 0x100000000;
}

function sha256(message) {
	const padded = new Uint8Array((message.length + 72) & ~63);
	padded.set(message);
	padded[message.length] = 0x80;
	new DataView(padded.buffer).setUint32(padded.length - 4, message.length * 8);
	const state = H.slice(), w = new Int32Array(64);
	for (let at = 0; at < padded.length; at += 64) {
		for (let i = 0; i < 16; i++) {
			const p = at + i * 4;
			w[i] = (padded[p] << 24) | (padded[p + 1] << 16) | (padded[p + 2] << 8) | padded[p + 3];
		}
		for (let i = 16; i < 64; i++) {
			const x = w[i - 15], y = w[i - 2];
			const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
			const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
			w[i] = w[i - 16] + s0 + w[i - 7] + s1;
		}
		let [a, b, c, d, e, f, g, h] = state;
		for (let i = 0; i < 64; i++) {
			const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
			const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
			const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
			const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
			h = g; g = f; f = e; e = (d + t1) | 0;
			d = c; c = b; b = a; a = (t1 + t2) | 0;
		}
		state[0] += a; state[1] += b; state[2] += c; state[3] += d;
		state[4] += e; state[5] += f; state[6] += g; state[7] += h;
	}
	return state;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function base64(bytes) {
	let text = '';
	for (let i = 0; i + 2 < bytes.length; i += 3) {
		const n = (bytes[i] << 16) | (bytes[i + 1] << 8) | bytes[i + 2];
		text += ALPHABET[n >> 18] + ALPHABET[(n >> 12) & 63] + ALPHABET[(n >> 6) & 63] + ALPHABET[n & 63];
	}
	return text;
}

const message = new Uint8Array(24000);
for (let i = 0; i < message.length; i++)
	message[i] = (i * 7 + (i >> 5)) & 255;
const known = [...sha256(new Uint8Array([97, 98, 99]))].map(n => n.toString(16).padStart(8, '0')).join('');
if (known !== 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
	throw new Error(`sha256('abc') is not ${known}`);
let digest, length = 0;
for (let round = 0; round < 28; round++) {
	digest = sha256(message);
	const text = base64(message);
	length += text.length;
	for (let i = 0; i < 32; i++)
		message[(round % 8) * 32 + i] ^= digest[i >> 2] >>> ((i & 3) * 8);
}
`${length}:${[...digest].map(n => n.toString(16).padStart(8, '0')).join('')}`;
