// Validation, read-only views, defaults, negative indexes, and a record of what is accessed.
function validated(schema, target = {}) {
  return new Proxy(target, {
    set(object, key, value, receiver) {
      const check = schema[key];
      if (!check) throw new TypeError(`unknown field ${String(key)}`);
      if (!check(value)) throw new RangeError(`bad ${key}: ${JSON.stringify(value)}`);
      return Reflect.set(object, key, value, receiver);
    },
    deleteProperty: (object, key) => (key in schema ? false : Reflect.deleteProperty(object, key)),
    ownKeys: object => [...new Set([...Reflect.ownKeys(object), ...Object.keys(schema)])].sort(),
    getOwnPropertyDescriptor: (object, key) => Reflect.getOwnPropertyDescriptor(object, key) ?? (key in schema ? { value: null, enumerable: true, configurable: true } : undefined),
    has: (object, key) => key in schema,
  });
}
const person = validated({ name: v => typeof v === "string" && v.length > 0, age: Number.isInteger, email: v => /^\S+@\S+$/.test(v) });
const attempt = f => { try { return f() ?? null; } catch (e) { return `${e.name}: ${e.message}`; } };
person.name = "Ada"; person.age = 36;
const readonly = object => new Proxy(object, { get(t, k, r) { const v = Reflect.get(t, k, r); return typeof v === "object" && v !== null ? readonly(v) : v; }, set() { return false; }, defineProperty: () => false, deleteProperty: () => false, setPrototypeOf: () => false });
const config = readonly({ db: { host: "h", ports: [1, 2] } });
const negative = list => new Proxy(list, { get: (t, k, r) => Reflect.get(t, typeof k === "string" && /^-\d+$/.test(k) ? String(t.length + +k) : k, r) });
const accessed = [];
const spy = new Proxy(function add(a, b) { return a + b; }, { apply(f, self, args) { accessed.push(["call", args]); return Reflect.apply(f, self, args); }, construct(f, args) { accessed.push(["new", args]); return { made: args }; }, get(f, k, r) { accessed.push(["get", typeof k === "symbol" ? k.toString() : k]); return Reflect.get(f, k, r); } });
const path = (parts = []) => new Proxy(() => {}, { get: (_, k) => (k === "toJSON" ? undefined : path([...parts, k])), apply: (_, __, args) => `/${parts.join("/")}?${args.join("&")}` });
const revocable = Proxy.revocable({ a: 1 }, {}); revocable.revoke();
const target = Object.defineProperty({}, "fixed", { value: 1 });
const out = {
  person, keys: Object.keys(person), has: ["email" in person, "zip" in person], errors: [attempt(() => { person.age = "x"; }), attempt(() => { person.zip = 1; }), attempt(() => { "use strict"; delete person.name; }).slice(0, 9), delete person.nothing],
  config: [config.db.host, attempt(() => { config.db.host = "x"; }), config.db.ports.map(x => x * 2), Reflect.set(config, "a", 1), Object.keys(config.db), Array.isArray(config.db.ports), JSON.stringify(config)], negative: (n => [n[-1], n[0], n.length, n[-9] ?? null, n.slice(-2)])(negative([1, 2, 3])),
  spy: [spy(1, 2), new spy(3), spy.name, spy.length], path: path().users[42].posts("a=1", "b=2"), revoked: attempt(() => revocable.proxy.a).slice(0, 9), invariant: attempt(() => new Proxy(target, { get: () => 2 }).fixed).slice(0, 9),
  reflect: [Reflect.ownKeys({ b: 1, a: 2, 1: 3, 0: 4, [Symbol.iterator]: 5 }).map(String), Reflect.has([], "length"), Reflect.getPrototypeOf([]) === Array.prototype, Reflect.construct(Date, [0]).getTime(), Reflect.construct(function () { return new.target; }, [], Map) === Map, Reflect.defineProperty(Object.freeze({}), "x", {}), Reflect.isExtensible(Object.seal({}))],
  traps: (() => { const seen = []; const p = new Proxy([3, 1, 2], new Proxy({}, { get: (_, trap) => { seen.push(trap); return undefined; } })); p.sort(); p.length = 0; p.push(1); Object.entries(p); return [...new Set(seen)].sort(); })(),
};
console.log(Object.entries(person));
console.log(accessed);
return { ...out, accessed };
