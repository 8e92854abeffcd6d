// Lazy sequences, delegation, early exit with clean-up, async streams with back-pressure.
function* naturals(from = 0) { while (true) yield from++; }
const lazy = {
  *map(it, f) { let i = 0; for (const x of it) yield f(x, i++); }, *filter(it, f) { for (const x of it) if (f(x)) yield x; },
  *take(it, n) { if (n <= 0) return; for (const x of it) { yield x; if (--n === 0) return; } }, *zip(...its) { const open = its.map(it => it[Symbol.iterator]()); for (;;) { const r = open.map(o => o.next()); if (r.some(x => x.done)) return; yield r.map(x => x.value); } },
  *chunk(it, n) { let part = []; for (const x of it) { part.push(x); if (part.length === n) { yield part; part = []; } } if (part.length) yield part; },
};
const log = [];
function* resource(name) { log.push(`open ${name}`); try { yield 1; yield 2; yield 3; } catch (e) { log.push(`caught ${e}`); yield -1; } finally { log.push(`close ${name}`); } }
for (const x of resource("a")) if (x === 2) break;
const [first] = resource("b");
const g = resource("c"); g.next(); log.push(g.throw("oops"), g.return(9), g.next());
function* outer() { const got = yield* inner(); log.push(`inner gave ${got}`); return "end"; }
function* inner() { const x = yield "ask"; log.push(`told ${x}`); return x * 2; }
const o = outer(); log.push(o.next().value, o.next(21));
class Tree { constructor(value, ...children) { Object.assign(this, { value, children }); } *[Symbol.iterator]() { yield this.value; for (const child of this.children) yield* child; } }
const tree = new Tree(1, new Tree(2, new Tree(3)), new Tree(4));

async function* ticker(n, ms) { try { for (let i = 0; i < n; i++) { await new Promise(r => setTimeout(r, ms)); yield i; } } finally { log.push("ticker closed"); } }
async function collect(it) { const all = []; for await (const x of it) all.push(x); return all; }
async function* mapAsync(it, f) { for await (const x of it) yield f(x); }
class Channel {
  #queue = []; #waiting = []; #closed = false;
  send(v) { const w = this.#waiting.shift(); if (w) w({ value: v, done: false }); else this.#queue.push(v); }
  close() { this.#closed = true; for (const w of this.#waiting) w({ value: undefined, done: true }); }
  next() { if (this.#queue.length) return Promise.resolve({ value: this.#queue.shift(), done: false }); if (this.#closed) return Promise.resolve({ value: undefined, done: true }); return new Promise(r => this.#waiting.push(r)); }
  [Symbol.asyncIterator]() { return this; }
}
const channel = new Channel();
setTimeout(() => { channel.send("x"); channel.send("y"); channel.close(); }, 2);
const received = await collect(channel);
const ticks = await collect(mapAsync(ticker(3, 1), x => x * 10));
for await (const x of ticker(5, 1)) if (x === 1) break;
for await (const x of [Promise.resolve("p"), "q"]) log.push(x);
const failing = await collect((async function* () { yield 1; throw new Error("broken stream"); })()).catch(e => e.message);
console.log(log);
console.log(resource, naturals(), [tree][Symbol.iterator]().next(), ticker);
console.log(Object.prototype.toString.call(g), tree);
return { squares: [...lazy.take(lazy.filter(lazy.map(naturals(1), x => x * x), x => x % 2), 5)], zip: [...lazy.zip("abc", naturals(), [true, null])], chunks: [...lazy.chunk([1, 2, 3, 4, 5], 2)], first, tree: [...tree], spread: Math.max(...lazy.take(naturals(5), 3)), received, ticks, failing, log,
  entries: Object.fromEntries(lazy.zip(["a", "b"], naturals())), destructured: (([a, , b = "d", ...rest]) => [a, b, rest])(lazy.take(naturals(), 6)) };
