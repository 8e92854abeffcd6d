// Private members, static blocks, accessors, inheritance, symbols, mixins, Species-free subclassing of builtins.
class Shape {
  static #registry = new Map();
  static { Shape.register = (name, kind) => Shape.#registry.set(name, kind); Shape.create = (name, ...args) => new (Shape.#registry.get(name) ?? (() => { throw new ReferenceError(`no shape "${name}"`); })())(...args); }
  #label = "shape"; static made = 0; name = this.constructor.name;
  constructor() { if (new.target === Shape) throw new TypeError("abstract"); Shape.made++; }
  get label() { return this.#label; } set label(v) { if (typeof v !== "string") throw new TypeError("label"); this.#label = v; }
  #secret() { return `${this.#label}!`; } reveal() { return this.#secret(); }
  toString() { return `${this.name}(${this.area().toFixed(2)})`; }
  [Symbol.toPrimitive](hint) { return hint === "number" ? this.area() : this.toString(); }
  static compare(a, b) { return a - b; }
}
class Circle extends Shape { #r; constructor(r) { super(); this.#r = r; } area() { return Math.PI * this.#r ** 2; } static unit = new Circle(1); get [Symbol.toStringTag]() { return "Round"; } }
class Rect extends Shape { constructor(w, h) { super(); this.w = w; this.h = h; } area() { return this.w * this.h; } get label() { return `rect ${super.label}`; } set label(v) { super.label = v; } }
class Square extends Rect { constructor(s) { super(s, s); } static of(s) { return new this(s); } }
Shape.register("circle", Circle); Shape.register("square", Square);
const Serializable = Base => class extends Base { serialize() { return JSON.stringify({ type: this.name, ...this }); } };
class Saved extends Serializable(Rect) {}
class Stack extends Array { peek() { return this.at(-1); } static get [Symbol.species]() { return Array; } }
class HttpError extends Error { constructor(status, message, options) { super(message, options); this.name = "HttpError"; this.status = status; } get isClient() { return this.status < 500; } }
class Temperature { static #instances = 0; #c = 0; static from(c) { const t = new Temperature(); t.#c = c; Temperature.#instances++; return t; } get fahrenheit() { return this.#c * 1.8 + 32; } set fahrenheit(f) { this.#c = (f - 32) / 1.8; } static has(x) { return #c in x; } get celsius() { return this.#c; } static get count() { return this.#instances; } }
const attempt = f => { try { return f(); } catch (e) { return `${e.name}`; } };
const shapes = [Shape.create("circle", 2), new Rect(2, 3), Square.of(1.5), new Saved(1, 1), Circle.unit];
const stack = Stack.from([1, 2, 3]);
const error = new HttpError(404, "not found", { cause: "db" });
const t = Temperature.from(100); t.fahrenheit = 212;
console.log(shapes[1], shapes[3], [Square, Circle.unit.constructor === Circle], stack);
console.log(`${shapes[0]}`, +shapes[1], shapes[1] > shapes[2], String(shapes[0]), Object.prototype.toString.call(shapes[0]));
console.log(class {}, class A extends Shape {}, Object.create({ constructor: Rect }), new (class Foo { bar = 1; #hidden = 2; static s = 3; })());
shapes[1].label = "wide";
const bound = { x: 42, arrow: () => typeof this, method() { return (() => this.x)(); }, get double() { return this.x * 2; }, ["comp" + 1]: true, async *gen() {}, __proto__: { inherited: 1 } };
({
  names: shapes.map(s => s.name), sorted: shapes.slice().sort(Shape.compare).map(String), made: Shape.made, saved: shapes[3].serialize(), label: shapes[1].label, reveal: shapes[0].reveal(), abstract: attempt(() => new Shape()), unknown: attempt(() => Shape.create("blob")), noNew: attempt(() => Circle(1)), brand: attempt(() => Shape.prototype.reveal.call({})),
  species: [stack.map(x => x * 2) instanceof Stack, stack.peek(), stack.length, Array.isArray(stack)], error: [error instanceof HttpError, error instanceof Error, String(error), error.cause, error.isClient, Object.keys(error)], t: [t.celsius, Temperature.count, Temperature.has(t), Temperature.has({})],
  bound: [bound.method(), bound.double, bound.comp1, bound.inherited, Object.keys(bound), bound.gen.name, Object.getOwnPropertyDescriptor(bound, "double").get.name], own: Object.getOwnPropertyNames(Rect.prototype), length: [Shape.length, Circle.length, ((a, b = 1, ...c) => {}).length], instance: [Object(1) instanceof Number, 1 instanceof Number, [] instanceof Object, Object.create(null) instanceof Object],
  chain: (() => { const names = []; for (let p = shapes[2]; (p = Object.getPrototypeOf(p)); ) names.push(p.constructor.name); return names; })(), newTarget: (function F() { return new.target === undefined; })(), frozen: attempt(() => { "use strict"; Object.freeze(bound).x = 1; }), getterOnly: attempt(() => { "use strict"; t.celsius = 5; }),
});
