// SPDX-License-Identifier: MIT
// Values of every shape that JSON has, as code: what the sandbox makes of one, and what arrives of it, is what Node's own
// JSON makes of it.

const nested = depth =>
  `(() => { let value = 1; for (let i = 0; i < ${depth}; i++) value = [{ a: value }]; return value; })()`;

/** By name: an expression. */
export const VALUES = {
  null: "null",
  true: "true",
  false: "false",
  zero: "0",
  "minus zero": "-0",
  "a fraction": "0.1 + 0.2",
  "the largest number": "Number.MAX_VALUE",
  "the smallest number": "Number.MIN_VALUE",
  "the largest safe integer": "Number.MAX_SAFE_INTEGER",
  "an integer beyond it": "2 ** 64",
  "a number with an exponent": "-1.5e-300",
  "NaN, which is null": "NaN",
  "infinity, which is null": "[Infinity, -Infinity]",
  "an empty string": "''",
  "text beyond ASCII": "'Grüße, 世界 👋🏽 \\u200f'",
  "control characters": "'\\0\\b\\t\\n\\r\\x1b\\x7f\\u2028\\u2029'",
  "quotes and backslashes": "'\"\\\\\\'/</script>'",
  "a lone high surrogate": "'a\\ud800'",
  "a lone low surrogate, in a key too": "({ '\\udc00': '\\udc00\\ud800' })",
  "an empty array": "[]",
  "an array of everything": "[null, true, 1, 'a', [[]], { a: [] }]",
  "a hole and undefined in an array": "[1, , undefined, 2]",
  "an empty object": "({})",
  "undefined in an object": "({ a: undefined, b: 1, c() {}, [Symbol('d')]: 2 })",
  "keys in their order": "({ b: 1, a: 2, 2: 'x', 1: 'y', '': 3 })",
  "keys of the prototype": 'JSON.parse(\'{"__proto__":{"x":1},"constructor":1,"toString":2,"hasOwnProperty":3}\')',
  "keys of a response": "({ success: false, error: 'no', errorDetails: { kind: 'internal' }, requestId: 1 })",
  "a date": "new Date(0)",
  "something with toJSON": "({ toJSON: () => ({ a: 1 }) })",
  "a map, which is empty": "new Map([[1, 2]])",
  bytes: "new Uint8Array([1, 2, 255])",
  "a string object": "Object('a')",
  "deep nesting": nested(400),
  "many elements": "Array.from({ length: 20000 }, (_, i) => i)",
  "many keys": "Object.fromEntries(Array.from({ length: 5000 }, (_, i) => ['key ' + i, i]))",
  "five megabytes of text": "'x'.repeat(5e6)",
  "megabytes of text beyond ASCII": "'\\u{1f600}'.repeat(5e5)",
};

/** The value of an expression of this file, here. */
export const valueOf = expression => new Function(`return ${expression}`)();
