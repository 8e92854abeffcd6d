// @expect {"success":true,"consoleOutput":["[log] [Function: f] [Function: g] [AsyncFunction: h] [GeneratorFunction: i] [AsyncGeneratorFunction: j] [Function (anonymous)] [AsyncFunction (anonymous)]","[log] [class A] [class B extends A] [class C extends Map] [class D] [class (anonymous) extends B]","[log] [ [Function: f], [class A] ] {\n  f: [Function: f],\n  A: [class A],\n  m: [Function: m],\n  classify: [Function: classify]\n}","[log] [Function: k] { x: 1 } [class K] { y: { z: 1 } }","[log] [Function: bound f] [Function: max] [Function: Array] [Function: Symbol] [Function: Proxy]","[log] [class E] { s: 1 } [Function (anonymous)] { a: 1 }","[log] [Function (null prototype): n]","[log] [class F]"]}
function f() {} const g = () => {}; async function h() {} function* i() {} async function* j() {}
console.log(f, g, h, i, j, () => {}, async () => {});
class A {} class B extends A {} class C extends Map {} const D = class {};
console.log(A, B, C, D, class extends B {});
console.log([f, A], { f, A, m() {}, classify() {} });
console.log(Object.assign(function k() {}, { x: 1 }), Object.assign(class K {}, { y: { z: 1 } }));
console.log(f.bind(null), Math.max, Array, Symbol, Proxy);
class E { static s = 1; static t() {} }
console.log(E, Object.assign(() => {}, { a: 1 }));
const nul = Object.setPrototypeOf(function n() {}, null); console.log(nul);
class F extends null {}; console.log(F);
