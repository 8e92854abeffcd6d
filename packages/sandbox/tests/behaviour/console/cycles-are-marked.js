// @expect {"success":true,"consoleOutput":["[log] <ref *1> { name: 'a', self: [Circular *1] }","[log] <ref *1> { c: <ref *2> { b: [Circular *1], c: [Circular *2] } }","[log] <ref *1> [ 1, [Circular *1] ]","[log] <ref *1> Map(1) { 'm' => [Circular *1] }","[log] <ref *1> Set(1) { [Circular *1] }","[log] [\n  <ref *1> { name: 'a', self: [Circular *1] },\n  <ref *1> { name: 'a', self: [Circular *1] }\n]","[log] <ref *1> [Function: f] { f: [Circular *1] }","[log] <ref *1> N { me: [Circular *1] }","[log] { p: { x: 1 }, q: { x: 1 } }","[log] { e: <ref *1> { arr: <ref *2> [ [Circular *1], [Circular *2] ] } }"]}
const a = { name: "a" }; a.self = a; console.log(a);
const b = { c: {} }; b.c.b = b; b.c.c = b.c; console.log(b);
const l = [1]; l.push(l); console.log(l);
const m = new Map(); m.set("m", m); console.log(m);
const s = new Set(); s.add(s); console.log(s);
console.log([a, a]);
function f() {} f.f = f; console.log(f);
class N { constructor() { this.me = this; } } console.log(new N());
const x = { x: 1 }; console.log({ p: x, q: x });
const e = { arr: [] }; e.arr.push(e, e.arr); console.log({ e });
