// @expect {"success": true, "result": "ok", "consoleOutput": ["[log] {\n  a: [ 1, 2, { b: 'c' } ],\n  m: Map(1) { 'k' => [ 1 ] },\n  d: 1970-01-01T00:00:00.000Z\n}", "[log] /x/gi [Number: 1] [Function: f] Symbol(s) Uint8Array(2) [ 1, 2 ] 5n", "[log] 7 items: x", "[log] URL {\n  href: 'http://[1::2]:8080/a/b?q=1#h',\n  origin: 'http://[1::2]:8080',\n  protocol: 'http:',\n  username: '',\n  password: '',\n  host: '[1::2]:8080',\n  hostname: '[1::2]',\n  port: '8080',\n  pathname: '/a/b',\n  search: '?q=1',\n  searchParams: URLSearchParams { 'q' => '1' },\n  hash: '#h'\n}", "[log] AbortSignal { aborted: true }"]}
const url = new URL("http://[1::2]:8080/a/b?q=1#h"), signal = AbortSignal.abort();
const ok = "ok", boom = () => { throw new TypeError("replaced"); };
const values = [{ a: [1, 2, { b: "c" }], m: new Map([["k", [1]]]), d: new Date(0) }, /x/gi, new Number(1), function f() {}, Symbol("s"), new Uint8Array([1, 2]), 5n];
const [first, ...rest] = values;
const [r0, r1, r2, r3, r4, r5] = rest;
const protos = [Array, Map, Set, Date, RegExp, Number, String, Boolean, BigInt, Symbol, Promise, Function, Object.getPrototypeOf(Uint8Array), Uint8Array, ArrayBuffer, URL, URLSearchParams, WeakMap].map(c => c.prototype);
protos.push(Object.getPrototypeOf(new Map().entries()), Object.getPrototypeOf([].values()), Object.prototype);
const define = Object.defineProperty, own = Reflect.ownKeys, describe = Object.getOwnPropertyDescriptor;
for (let i = 0; i < protos.length; i++) {
  const keys = own(protos[i]);
  for (let k = 0; k < keys.length; k++) {
    const d = describe(protos[i], keys[k]);
    if (!d.configurable || keys[k] === "constructor" || keys[k] === Symbol.toStringTag || keys[k] === "__proto__" || keys[k] === "name") continue;
    define(protos[i], keys[k], d.get ? { get: boom } : { value: boom });
  }
}
define(Object.prototype, "get", { __proto__: null, get: boom, configurable: true });
define(Object.prototype, "value", { __proto__: null, get: boom, configurable: true });
define(Array.prototype, 0, { __proto__: null, set: boom, get: boom, configurable: true });
console.log(first);
console.log(r0, r1, r2, r3, r4, r5);
console.log("%d items: %s", 7, "x");
console.log(url);
console.log(signal);
return ok;
