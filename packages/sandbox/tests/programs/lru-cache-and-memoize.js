// A cache that forgets what was used least recently, by the order of a Map; memoize on top of it.
class Lru {
  #map = new Map();
  #hits = 0;
  #misses = 0;
  constructor(max, { onEvict = () => {} } = {}) {
    if (!Number.isInteger(max) || max < 1) throw new RangeError(`max must be a positive integer, not ${max}`);
    Object.assign(this, { max, onEvict });
  }
  get(key) {
    if (!this.#map.has(key)) { this.#misses++; return undefined; }
    const value = this.#map.get(key);
    this.#map.delete(key);
    this.#map.set(key, value);
    this.#hits++;
    return value;
  }
  set(key, value) {
    this.#map.delete(key);
    this.#map.set(key, value);
    if (this.#map.size > this.max) {
      const [oldest, old] = this.#map.entries().next().value;
      this.#map.delete(oldest);
      this.onEvict(oldest, old);
    }
    return this;
  }
  get size() { return this.#map.size; }
  get stats() { return { hits: this.#hits, misses: this.#misses, ratio: this.#hits / (this.#hits + this.#misses) }; }
  *[Symbol.iterator]() { yield* this.#map; }
  toJSON() { return [...this]; }
}
const evicted = [];
const cache = new Lru(3, { onEvict: (...pair) => evicted.push(pair) });
cache.set("a", 1).set("b", 2).set("c", 3);
cache.get("a");
cache.set("d", 4).set("b", 22).set(NaN, "nan").set(NaN, "nan again");
cache.get("zzz");
const memoize = (f, key = (...args) => JSON.stringify(args)) => {
  const seen = new Lru(100);
  return Object.assign((...args) => {
    const k = key(...args);
    const known = seen.get(k);
    if (known) return known.value;
    const value = f(...args);
    seen.set(k, { value });
    return value;
  }, { stats: () => seen.stats });
};
let calls = 0;
const slow = memoize((a, b) => { calls++; return a ** b; });
const values = [slow(2, 10), slow(2, 10), slow(2, -1), slow(0, 0), slow(0, 0)];
console.log(cache.size, cache, [...cache]);
console.log(slow, slow.stats());
let error;
try { new Lru(0.5); } catch ({ name, message }) { error = { name, message }; }
return { cache, evicted, stats: cache.stats, calls, values, slow: slow.stats(), error };
