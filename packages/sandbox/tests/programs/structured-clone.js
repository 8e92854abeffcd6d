// Deep copies of graphs, and that they are copies.
const shared = { n: 1 };
const source = { date: new Date(5), map: new Map([["k", shared], [shared, "v"]]), set: new Set([shared, NaN]), list: [1, , undefined, shared], re: /x+/giu, big: 10n, err: new RangeError("bad", { cause: "c" }), bytes: new Uint8Array([1, 2, 3]).subarray(1), boxed: Object("str"), nul: Object.assign(Object.create(null), { a: 1 }), shared, text: "é😀" };
source.self = source;
const copy = structuredClone(source);
const attempt = f => { try { return f(); } catch (e) { return [e.name, e instanceof DOMException, e.code]; } };
class Point { #p = 1; constructor() { this.x = 1; } get y() { return 2; } }
const withGetter = { get now() { return 42; }, ["__proto__"]: { own: true }, [Symbol("s")]: 1 };
Object.defineProperty(withGetter, "hidden", { value: 1 });
const buffer = new ArrayBuffer(8), moved = structuredClone({ buffer }, { transfer: [buffer] });
console.log(copy.list, copy.map, copy.set, copy.re, copy.nul);
console.log(structuredClone(new Point()), structuredClone(withGetter));
({ same: [copy === source, copy.self === copy, copy.map.get("k") === copy.shared, copy.set.has(copy.shared), copy.list[3] === copy.shared, copy.shared === shared, copy.map.has(copy.shared)],
  kinds: [copy.date instanceof Date && copy.date.getTime(), String(copy.re), copy.re.lastIndex, typeof copy.big, copy.err instanceof RangeError, copy.err.message, [...copy.bytes], copy.bytes.byteOffset, copy.boxed instanceof String, 1 in copy.list, copy.list.length, Object.getPrototypeOf(copy.nul) === Object.prototype],
  point: [structuredClone(new Point()) instanceof Point, Object.keys(structuredClone(new Point()))], getter: Object.keys(structuredClone(withGetter)), moved: [buffer.byteLength, moved.buffer.byteLength],
  refused: [() => structuredClone(() => {}), () => structuredClone({ a: [Symbol()] }), () => structuredClone(new WeakMap()), () => structuredClone(Promise.resolve()), () => structuredClone(new Proxy({}, {}))].map(attempt), none: attempt(() => structuredClone()).slice?.(0, 1), plain: [structuredClone(null), structuredClone("x"), Object.is(structuredClone(-0), -0), structuredClone([[]]), typeof structuredClone(undefined)] });
