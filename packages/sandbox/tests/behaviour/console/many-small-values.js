// @expect {"success":true,"consoleOutput":["[log] Stack {}","[log] [ 1.5, <1 empty item>, 3 ] { a: { b: { c: {} } } } [ [ [] ] ] -0 [ -0 ] a\nb [ 'a\\nb' ]","[log] WeakRef {} FinalizationRegistry {} Intl2 { q: 1 }","[log] {} Object <[Object: null prototype] {}> {} Array {}","[log] [ undefined, null ] [ [Function (anonymous)], [class (anonymous)] ] [ <3 empty items> ]","[log] [AsyncFunction (anonymous)] [ undefined, undefined, undefined ] Object [Array Iterator] {}","[log] 9007199254740991 255n [ 1e+100 ] %s 5","[log] 2020-01-01T00:00:00.000Z [ Invalid Date ] {\"a\":1} t1","[log] { a: 1 } [ [ 'x', 1 ], [ 'y', [ 2 ] ] ] Map(1) { 'a' => { b: 1 } }","[log] [ [ 'a', 1 ], [ 'b', 2 ] ] [ { a: 1, b: 2 }, { a: 3, b: 4 } ] { arr: [ { x: 1 }, { x: 2 } ], s: Set(2) { 'p', 'q' } }","[log] Symbol(Symbol.iterator) [ 'b', Symbol(a) ] [ { c: 'a', i: 0 }, { c: 'b', i: 1 } ]","[log] [ 'a', index: 1, input: 'cat', groups: undefined ] null [ '1', '2' ] [Object: null prototype] { key: 'k', val: 'v' }","[log] 12 true object undefined true","[log] Uint8ClampedArray(3) [ 0, 0, 0 ] Float32Array(1) [ 0 ]","[log] {\n  '3': 'x',\n  'key with space': 1,\n  valid_id: 2,\n  fn: [Function: fn],\n  g: [AsyncFunction: g],\n  h: [GeneratorFunction: h],\n  x: [Getter],\n  [Symbol(s)]: 4\n}","[log] [\n  'apple',\n  'banana',\n  'cherry',\n  'dragonfruit',\n  'elderberry',\n  'fig',\n  'grape',\n  'honeydew'\n]","[log] [\n  'a', 'b', 'c', 'd', 'e', 'f',\n  'g', 'h', 'i', 'j', 'k', 'l',\n  'm', 'n', 'o', 'p', 'q', 'r',\n  's', 't', 'u', 'v', 'w', 'x',\n  'y', 'z'\n]","[log] [\n  '0.000',  '0.841',  '0.909',  '0.141',\n  '-0.757', '-0.959', '-0.279', '0.657',\n  '0.989',  '0.412',  '-0.544', '-1.000',\n  '-0.537', '0.420',  '0.991',  '0.650',\n  '-0.288', '-0.961', '-0.751', '0.150',\n  '0.913',  '0.837',  '-0.009', '-0.846',\n  '-0.906', '-0.132', '0.763',  '0.956',\n  '0.271',  '-0.664', '-0.988', '-0.404',\n  '0.551',  '1.000',  '0.529',  '-0.428',\n  '-0.992', '-0.644', '0.296',  '0.964',\n  '0.745',  '-0.159', '-0.917', '-0.832',\n  '0.018',  '0.851',  '0.902',  '0.124',\n  '-0.768', '-0.954'\n] [\n   0,  1.25,  2.5,  3.75,\n   5,  6.25,  7.5,  8.75,\n  10, 11.25, 12.5, 13.75,\n  15, 16.25, 17.5, 18.75,\n  20, 21.25, 22.5, 23.75\n]","[log] {\n  text: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'\n} [\n  'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'\n] cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc","[log] {\n  a: 1,\n  b: 'two',\n  c: [ 3, 4, 5 ],\n  d: { e: { f: [Object] } },\n  h: null,\n  i: undefined,\n  j: true,\n  k: [Function: k],\n  l: Symbol(m),\n  n: 10n\n}"]}
class Stack { #items=[]; push(x){this.#items.push(x)} }
console.log(new Stack());
console.log([1.5,,3], {a:{b:{c:{}}}}, [[[]]], -0, [ -0 ], "a\nb", ["a\nb"]);
console.log(new WeakRef({}), new FinalizationRegistry(()=>{}), new Intl2());
function Intl2(){ this.q=1 }
console.log(Object.create({}), Object.create(Object.create(null)), Object.create(Array.prototype));
console.log([undefined,null], [function(){}, class{}], new (class extends Array{})(3));
console.log(process2(), Array(3).fill(), Array.from("abc").entries());
function process2(){ return async()=>{} }
console.log(Number.MAX_SAFE_INTEGER, 0xffn, [1e100], "%s", 5);
console.log(new Date("2020-01-01"), [new Date(NaN)], JSON.stringify({a:1}), `t${1}`);
console.log(Object.freeze({a:1}), Object.entries({x:1,y:[2]}), new Map(Object.entries({a:{b:1}})));
console.log([['a',1],['b',2]], [{a:1,b:2},{a:3,b:4}], {arr:[{x:1},{x:2}], s:new Set(['p','q'])});
console.log(Symbol.iterator, Reflect.ownKeys({[Symbol('a')]:1,b:2}), [..."ab"].map((c,i)=>({c,i})));
console.log(/a/.exec("cat"), "x".match(/y/), "a1b2".match(/\d/g), "k=v".match(/(?<key>\w)=(?<val>\w)/).groups);
console.log(parseInt("12px"), isNaN("x"), typeof null, void 0, [1,2,3].includes(2));
console.log(new Uint8ClampedArray(3), new Float16Array2(1)); function Float16Array2(n){return new Float32Array(n)}
console.log({ 'key with space': 1, valid_id: 2, 3: 'x', [Symbol('s')]: 4, fn() {}, async g() {}, *h() {}, get x() { return 1 } });
console.log([ 'apple', 'banana', 'cherry', 'dragonfruit', 'elderberry', 'fig', 'grape', 'honeydew' ]);
console.log(Array.from({length:26},(_, i)=>String.fromCharCode(97+i)));
console.log(Array.from({length:50},(_, i)=>Math.sin(i).toFixed(3)), Array.from({length:20},(_, i)=>i*1.25));
console.log({text:'a'.repeat(100)}, ['b'.repeat(80)], 'c'.repeat(90));
console.log({a:1,b:'two',c:[3,4,5],d:{e:{f:{g:1}}},h:null,i:undefined,j:true,k:()=>{},l:Symbol('m'),n:10n});
