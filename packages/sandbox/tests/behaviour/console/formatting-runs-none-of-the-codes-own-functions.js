// @expect {"success": true, "result": 0, "consoleOutput": ["[log] {\n  a: [Getter],\n  toString: [Function: toString],\n  toJSON: [Function: toJSON]\n}", "[log] Tagged {}", "[log] { x: 1 } Object <Complex prototype> { x: 1 }", "[log] Evil { x: 1 }", "[log] [Error: quiet] { cause: [Getter] }", "[log] NaN {} Named {}", "[log] [Function (anonymous)]", "[log] {}"]}
let ran = 0;
const spy = () => { ran++; return "spied"; };
console.log({ get a() { return spy(); }, toString() { return spy(); }, toJSON() { return spy(); } });
class Tagged { get [Symbol.toStringTag]() { return spy(); } }
console.log(new Tagged());
const trap = new Proxy({}, { get: () => spy });
console.log(new Proxy({ x: 1 }, trap), Object.create(new Proxy({}, trap), { x: { value: 1, enumerable: true } }));
class Evil { constructor() { this.x = 1; } static [Symbol.hasInstance]() { return spy(); } [Symbol.for("nodejs.util.inspect.custom")]() { return spy(); } inspect() { return spy(); } }
console.log(new Evil());
console.log(Object.defineProperties(new Error("quiet"), { stack: { value: "" }, cause: { get: spy, enumerable: true } }));
class Named { [Symbol.toPrimitive]() { return spy(); } valueOf() { return spy(); } }
console.log("%d %j %s", new Named(), { get a() { return spy(); } }, new Named());
console.log(Object.defineProperty(() => {}, "name", { get: spy }));
console.log(new (class Derived { static get name() { return spy(); } })());
return ran;
