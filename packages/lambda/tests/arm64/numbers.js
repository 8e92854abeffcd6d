// Code for the sandbox: a hash of the bits of many results. arm64.test.mjs compares those of two processors.
const functions = ["sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "exp", "expm1", "log",
  "log1p", "log2", "log10", "cbrt", "sqrt", "fround", "round"];
const bits = new DataView(new ArrayBuffer(8));
const hashes = {};

function hash(name, value) {
  bits.setFloat64(0, value);
  for (const word of [bits.getUint32(0), bits.getUint32(4)]) hashes[name] = Math.imul((hashes[name] ?? 0) ^ word, 0x01000193) >>> 0;
}

for (let i = 1; i <= 3000; i++) {
  const x = (i * 0.0123456789 - 7) ** 3;
  for (const name of functions) hash(name, Math[name](x));
  hash("pow", Math.pow(i / 7, x / 50));
  hash("atan2", Math.atan2(x, i));
  hash("hypot", Math.hypot(x, i, 1 / i));
  hash("arithmetic", x * x + i / 3 - x * 0.1);
  hash("remainder", x % 0.7);
  hash("parse", Number(`${x}e${i % 300}`));
  hash("text", [...(x / 3).toPrecision(17)].reduce((sum, character) => sum * 31 % 1e9 + character.charCodeAt(0), 7));
  hash("int", (x * 1e5) | 0);
  hash("nan", 0 / 0 * x);
}
JSON.stringify(hashes);
