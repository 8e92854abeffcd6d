// @expect {"success":true,"consoleOutput":["[log] Uint8Array(3) [ 1, 2, 3 ] Float64Array(2) [ 1.5, -0 ] BigInt64Array(1) [ 1n ]","[log] Uint8Array(0) [] ArrayBuffer { [Uint8Contents]: <00 00 00 00>, byteLength: 4 } ArrayBuffer { [Uint8Contents]: <>, byteLength: 0 }","[log] ArrayBuffer {\n  [Uint8Contents]: <00 00 00 00 00 00 00 00 00 00>,\n  byteLength: 10\n}","[log] DataView {\n  byteLength: 3,\n  byteOffset: 1,\n  buffer: ArrayBuffer { [Uint8Contents]: <00 00 00 00>, byteLength: 4 }\n}","[log] ArrayBuffer {\n  [Uint8Contents]: <00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 ... 20 more bytes>,\n  byteLength: 120\n}","[log] {\n  b: Uint16Array(8) [\n    1, 2, 3, 4,\n    5, 6, 7, 8\n  ]\n}","[log] Bytes(2) [Uint8Array] [ 0, 0 ]","[log] Float32Array(2) [ 0.10000000149011612, 0.3333333432674408 ]","[log] Uint8Array(2) [ 0, 0, x: 1 ]"]}
console.log(new Uint8Array([1, 2, 3]), new Float64Array([1.5, -0]), new BigInt64Array([1n]));
console.log(new Uint8Array(0), new ArrayBuffer(4), new ArrayBuffer(0));
console.log(new Uint8Array(10).buffer);
console.log(new DataView(new ArrayBuffer(4), 1));
console.log(new ArrayBuffer(120));
console.log({ b: new Uint16Array([1, 2, 3, 4, 5, 6, 7, 8]) });
class Bytes extends Uint8Array {}
console.log(new Bytes(2));
console.log(new Float32Array([0.1, 1 / 3]));
console.log(Object.assign(new Uint8Array(2), { x: 1 }));
