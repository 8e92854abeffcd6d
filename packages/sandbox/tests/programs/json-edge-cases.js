// Revivers, replacers, indentation, what is left out, what is escaped.
const dateReviver = (key, value) => (typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value) : value);
const revived = JSON.parse('{"at":"2024-02-29T10:00:00.000Z","list":[1,"2024-01-01T00:00:00Z",{"x":null}]}', dateReviver);
const walk = []; JSON.parse('{"a":[1,{"b":2}],"c":"d"}', function (k, v) { walk.push([k, Array.isArray(this) ? "array" : "object", typeof v]); return v; });
const pruned = JSON.parse('{"keep":1,"drop":2,"in":{"drop":3,"k":[0,1,2]}}', (k, v) => (k === "drop" || v === 1 ? undefined : v));
const attempt = text => { try { return [text, JSON.parse(text)]; } catch (e) { return [text, e.name]; } };
const odd = ['{"a":1,"a":2}', '"\\u00e9\\ud83d\\ude00"', "1e400", "-0", "[1,]", "{'a':1}", "01", "1.", ".5", "+1", "\u00a01", " \t\n\r1 ", '"\t"', '"\\x41"', "nul", "", "{}x", '{"__proto__":{"p":1},"constructor":2}', "[[[[]]]]", "123456789012345678901234567890", "1E5", "-1e-7", "NaN", '"\u2028"', '{"":0}', "\ufeff1", "[1 2]", '{"a" 1}', "tru", "// c\n1"].map(attempt);
const proto = JSON.parse('{"__proto__":{"polluted":true}}');
const value = { u: undefined, f() {}, s: Symbol("x"), n: NaN, i: -Infinity, z: -0, d: new Date(0), bad: new Date(NaN), nested: [undefined, () => {}, Symbol()], boxed: [Object(1), Object("s"), Object(false)], m: new Map([[1, 2]]), r: /x/g, e: new Error("hidden"), t: { toJSON(key) { return `toJSON of ${key}`; } }, [Symbol("key")]: 1, inherited: Object.create({ no: 1 }), big: 1e21, small: 1e-7, typed: new Uint8Array(2), "quote\"d": "\u0007\b\f\n\r\t\\\"/\u007f\u2028é😀", lone: "\ud800x\udfff", nul: null, emptyA: [], emptyO: {} };
const replaced = JSON.stringify({ password: "x", user: { name: "a", password: "y" }, list: [1, 2, 3] }, (k, v) => (k === "password" ? "***" : Array.isArray(v) ? { count: v.length } : v));
const seen = []; JSON.stringify({ a: [1, { b: 2 }] }, function (k, v) { seen.push([k, typeof v, this === undefined]); return v; });
const safe = object => { const stack = new WeakSet(); return JSON.stringify(object, (k, v) => { if (typeof v === "object" && v !== null) { if (stack.has(v)) return "[Circular]"; stack.add(v); } return v; }); };
const loop = { name: "loop", list: [] }; loop.self = loop; loop.list.push(loop);
const stable = v => JSON.stringify(v, (k, x) => (x && typeof x === "object" && !Array.isArray(x) ? Object.fromEntries(Object.entries(x).sort(([a], [b]) => (a < b ? -1 : 1))) : x));
let cyclic; try { JSON.stringify(loop); } catch (e) { cyclic = e.name; }
console.log(revived, proto, value.nested);
console.log("%j", { a: [1, "x", null], d: new Date(0) });
console.log(JSON.stringify(value, null, 2));
({ revived, walk, pruned, odd, proto: [Object.keys(proto), proto.polluted ?? "clean", {}.polluted ?? "clean"], text: JSON.stringify(value), indents: [JSON.stringify({ a: [1, { b: [] }], c: {} }, null, 2), JSON.stringify([1], null, "--"), JSON.stringify([1], null, 99).length, JSON.stringify({ a: 1 }, null, "x".repeat(20)), JSON.stringify([[]], null, 1), JSON.stringify({ a: 1 }, null, "")],
  picked: JSON.stringify({ a: 1, b: { a: 2, c: 3 }, 1: "one", d: [{ a: 1, z: 2 }] }, ["a", "b", "d", 1, "a"]), replaced, seen, safe: safe(loop), stable: stable({ z: 1, a: { y: [{ q: 1, b: 2 }], x: 2 } }), cyclic, plain: [JSON.stringify(undefined) ?? "undefined", JSON.stringify(null), JSON.stringify("a"), JSON.stringify(() => {}) ?? "undefined", JSON.stringify(Object(Symbol())) , JSON.stringify([,1]), JSON.stringify({ a: [new Set([1])] })], numbers: JSON.stringify([1.0, 1e21, 123456789.123456789, 5e-324, 1.7976931348623157e308, 0.1 + 0.2, 100, 1e100]) });
