// Set algebra, multimaps, counting, bidirectional maps, private data, deep equality with cycles.
const union = (a, b) => new Set([...a, ...b]), intersect = (a, b) => new Set([...a].filter(x => b.has(x))), minus = (a, b) => new Set([...a].filter(x => !b.has(x)));
class MultiMap extends Map { add(k, v) { if (!this.has(k)) this.set(k, new Set()); this.get(k).add(v); return this; } get total() { let n = 0; for (const s of this.values()) n += s.size; return n; } }
class Counter extends Map { constructor(it = []) { super(); for (const x of it) this.set(x, (this.get(x) ?? 0) + 1); } top(n) { return [...this].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, n); } }
const words = "the quick brown fox jumps over the lazy dog the fox".split(" ");
const index = new MultiMap(); for (const w of words) index.add(w.length, w);
const privates = new WeakMap(); const make = secret => { const o = {}; privates.set(o, secret); return o; }; const a = make("s1"), b = make("s2");
function equal(x, y, seen = new Map()) {
  if (Object.is(x, y)) return true;
  if (typeof x !== "object" || typeof y !== "object" || !x || !y || Object.getPrototypeOf(x) !== Object.getPrototypeOf(y)) return false;
  if (seen.get(x) === y) return true;
  seen.set(x, y);
  if (x instanceof Date) return x.getTime() === y.getTime();
  if (x instanceof Map) return x.size === y.size && [...x].every(([k, v]) => y.has(k) && equal(v, y.get(k), seen));
  if (x instanceof Set) return x.size === y.size && [...x].every(v => y.has(v) || [...y].some(w => equal(v, w, seen)));
  const keys = Reflect.ownKeys(x);
  return keys.length === Reflect.ownKeys(y).length && keys.every(k => Object.hasOwn(y, k) && equal(x[k], y[k], seen));
}
const loop = () => { const o = { n: [1, { d: new Date(5) }], m: new Map([["k", new Set([1])]]) }; o.self = o; return o; };
const odd = new Map([[NaN, "nan"], [0, "zero"], ["0", "text"], [null, "null"], [undefined, "undef"], [{}, "obj"]]);
const live = new Set([1, 2, 3]), visited = []; for (const x of live) { visited.push(x); if (x < 10) live.add(x * 4); if (x === 1) live.delete(2); }
const sparse = [1, , 3]; sparse.extra = "x"; sparse[6] = undefined;
console.log(index, index.total);
console.log(new Counter("mississippi"), new Counter(words).top(2));
console.log(odd, new Set([[1, 2], { a: new Map() }, new Set(["deep"])]), new WeakMap(), sparse);
console.log(new Map([["k", { nested: { deeper: { deepest: 1 } } }]]), loop(), [undefined, null, -0, [,]], new Map().entries(), new Set([1, 2]).values());
console.log({ f() {}, g: () => {}, h: class {}, s: Symbol("x"), [Symbol("key")]: 1, u: undefined, n: null, d: -0, r: /x/gi, long: "it's \"quoted\"\n", e: [], o: {} });
({ sets: [union(new Set([1, 2]), new Set([2, 3])), intersect(new Set([1, 2]), new Set([2, 3])), minus(new Set([1, 2]), new Set([2, 3]))].map(s => [...s]), index: [...index].map(([k, v]) => [k, [...v]]), top: new Counter(words).top(3), privates: [privates.get(a), privates.get(b), privates.get({}) ?? null, privates.has(a)],
  equal: [equal(loop(), loop()), equal([1, [2]], [1, [3]]), equal({ a: undefined }, {}), equal(NaN, NaN), equal(new Date(1), new Date(2))], odd: [odd.get(NaN), odd.get(-0), odd.get("0"), odd.get(null), odd.get(), odd.get({}) ?? null, odd.size], visited, order: [...new Map([["b", 1], ["a", 2]]).set("b", 3).keys()],
  sparse: [sparse.length, sparse.indexOf(undefined), sparse.findIndex(x => x === undefined), Object.keys(sparse), sparse.map(x => 2), sparse.flat().length, 1 in sparse, sparse.join("|"), JSON.stringify(sparse)], json: JSON.stringify([new Map([[1, 2]]), new Set([1])]) });
