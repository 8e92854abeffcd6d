// @expect {"success":true,"consoleOutput":["[log] { a: { b: { c: [Object] } } }","[log] [ [ [ [Array] ] ] ]","[log] { a: { b: { c: [], d: {}, e: [Array], f: [Map] } } }","[log] {\n  a: {\n    b: {\n      c: [class A],\n      f: [Function: f],\n      d: 1970-01-01T00:00:00.000Z,\n      r: /x/\n    }\n  }\n}","[log] { a: { b: { c: [Foo], d: [Foo] } } }","[log] {\n  a: {\n    b: { c: [Object: null prototype] {}, d: [Object: null prototype] }\n  }\n}"]}
console.log({ a: { b: { c: { d: 1 } } } });
console.log([[[[1]]]]);
console.log({ a: { b: { c: [] , d: {}, e: [1], f: new Map([[1, 2]]) } } });
console.log({ a: { b: { c: class A {}, f() {}, d: new Date(0), r: /x/ } } });
class Foo { constructor() { this.x = 1; } }
console.log({ a: { b: { c: new Foo(), d: new (class extends Foo {})() } } });
console.log({ a: { b: { c: Object.create(null), d: Object.assign(Object.create(null), { x: 1 }) } } });
