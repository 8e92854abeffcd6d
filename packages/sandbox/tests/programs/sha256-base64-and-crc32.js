// Digests and encodings from scratch on typed arrays.
const K = Uint32Array.from((function* () {
  for (let n = 2, found = 0; found < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
    if (prime) { found++; yield Math.floor((Math.cbrt(n) % 1) * 2 ** 32); }
  }
})());
const rotate = (x, n) => (x >>> n) | (x << (32 - n));
function sha256(message) {
  const bytes = typeof message === "string" ? new TextEncoder().encode(message) : message;
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
  const h = Uint32Array.of(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19);
  const w = new Uint32Array(64);
  for (let at = 0; at < padded.length; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getUint32(at + i * 4);
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + w[i - 7] + (rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3)) + (rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10));
    }
    let [a, b, c, d, e, f, g, x] = h;
    for (let i = 0; i < 64; i++) {
      const t1 = (x + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const t2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [x, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, x].forEach((v, i) => { h[i] += v; });
  }
  return Array.from(h, v => v.toString(16).padStart(8, "0")).join("");
}
const TABLE = Int32Array.from({ length: 256 }, (_, n) => { for (let k = 0; k < 8; k++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1; return n; });
const crc32 = bytes => { let c = -1; for (const b of bytes) c = TABLE[(c ^ b) & 255] ^ (c >>> 8); return (c ^ -1) >>> 0; };
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
function base64(bytes) {
  let out = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const n = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out += ALPHABET[n >> 18] + ALPHABET[(n >> 12) & 63] + (i + 1 < bytes.length ? ALPHABET[(n >> 6) & 63] : "=") + (i + 2 < bytes.length ? ALPHABET[n & 63] : "=");
  }
  return out;
}
const adler = bytes => { let a = 1, b = 0; for (const x of bytes) { a = (a + x) % 65521; b = (b + a) % 65521; } return ((b << 16) | a) >>> 0; };
const texts = ["", "abc", "hello, wörld 🌍", "a".repeat(1000)];
const rows = texts.map(text => {
  const bytes = new TextEncoder().encode(text);
  return { sha: sha256(text), crc: crc32(bytes).toString(16), adler: adler(bytes), b64: base64(bytes).slice(0, 40), same: base64(bytes) === btoa(String.fromCharCode(...bytes)) };
});
const f = new Float32Array([0.1, 1e40, -0, NaN, 16777217]), c = new Uint8ClampedArray([-5, 1.5, 2.5, 300, NaN]), i8 = new Int8Array([127, 128, 255, -129, "7", "x"]);
const buffer = new ArrayBuffer(16), view = new DataView(buffer);
view.setFloat64(0, Math.PI); view.setInt16(8, -2, true); view.setUint8(10, 300); view.setFloat32(12, 1 / 3, true);
console.log(f, c, i8, new Uint8Array(buffer));
console.log(buffer, new Uint16Array(buffer, 8, 2), view.byteLength);
({ rows, arrays: [f, c, i8, new Uint8Array(buffer)].map(a => Array.from(a)), keys: Object.keys(new Uint8Array(3)), json: JSON.stringify(new Uint8Array([1, 2])), sub: [...i8.subarray(1, 3)], sorted: [...new Float64Array([3, -0, 0, NaN, -1]).sort()].map(x => (Object.is(x, -0) ? "-0" : String(x))),
  find: [new Uint8Array([5, 6]).indexOf(6), new Float32Array([NaN]).includes(NaN), new Uint8Array([1, 2, 3]).join("-"), new Uint8Array([1, 2, 3, 4]).copyWithin(0, 2).toString()], out: (a => { a[5] = 1; return [a.length, a[5] ?? null, a[-1] ?? null, "1" in a]; })(new Uint8Array(2)) });
