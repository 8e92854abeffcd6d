// A ledger in integer cents with a transaction that rolls back, state machines, and an undo stack.
"use strict";
const cents = text => { const m = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text); if (!m) throw new TypeError(`not an amount: ${text}`); return (m[1] ? -1 : 1) * (Number(m[2]) * 100 + Number((m[3] ?? "0").padEnd(2, "0"))); };
const show = n => `${n < 0 ? "-" : ""}${Math.trunc(Math.abs(n) / 100)}.${String(Math.abs(n) % 100).padStart(2, "0")}`;
class InsufficientFunds extends Error { constructor(account, needed) { super(`${account} lacks ${show(needed)}`); this.name = this.constructor.name; Object.assign(this, { account, needed }); } }
class Ledger {
  #accounts = new Map(); #journal = []; #time = 0;
  open(name, amount = "0") { this.#accounts.set(name, cents(amount)); return this; }
  transaction(work) { const before = new Map(this.#accounts), mark = this.#journal.length; try { return work(this); } catch (error) { this.#accounts = before; this.#journal.length = mark; throw error; } }
  move(from, to, amount) { const n = cents(amount); for (const a of [from, to]) if (!this.#accounts.has(a)) throw new ReferenceError(`no account ${a}`); const left = this.#accounts.get(from) - n; if (left < 0) throw new InsufficientFunds(from, -left); this.#accounts.set(from, left).set(to, this.#accounts.get(to) + n); this.#journal.push(Object.freeze({ at: ++this.#time, from, to, n })); return this; }
  balance(name) { return show(this.#accounts.get(name) ?? 0); }
  get total() { return show([...this.#accounts.values()].reduce((a, b) => a + b, 0)); }
  *history(name) { let b = 0; for (const e of this.#journal) if (e.from === name || e.to === name) yield { ...e, b: (b += e.from === name ? -e.n : e.n) }; }
  toJSON() { return Object.fromEntries([...this.#accounts].map(([k, v]) => [k, show(v)])); }
}
const split = (total, parts) => { const base = Math.trunc(total / parts), rest = total - base * parts; return Array.from({ length: parts }, (_, i) => base + (i < rest ? 1 : 0)); };
const machine = { idle: { start: "running" }, running: { pause: "paused", fail: s => (s.tries < 2 ? "running" : "failed"), done: "finished" }, paused: { resume: "running", cancel: "idle" }, failed: {}, finished: {} };
const drive = events => { const s = { state: "idle", tries: 0, trail: [] }; for (const e of events) { const to = machine[s.state][e]; if (!to) { s.trail.push(`${e}?`); continue; } if (e === "fail") s.tries++; s.state = typeof to === "function" ? to(s) : to; s.trail.push(s.state); } return s; };
const undoable = (state, past = [], future = []) => ({ get: () => state, do: f => undoable(f(state), [...past, state], []), undo: () => (past.length ? undoable(past.at(-1), past.slice(0, -1), [state, ...future]) : undoable(state, past, future)), redo: () => (future.length ? undoable(future[0], [...past, state], future.slice(1)) : undoable(state, past, future)) });
const ledger = new Ledger().open("cash", "100").open("ada").open("bob", "0.10"); const errors = [];
ledger.move("cash", "ada", "33.33").move("ada", "bob", "0.2");
for (const work of [l => { l.move("cash", "bob", "50"); l.move("bob", "ada", "1000"); }, l => l.move("cash", "zoe", "1"), l => l.move("cash", "ada", "1,5"), l => { l.missing(); }]) { try { ledger.transaction(work); } catch (e) { errors.push([e.name, e.name === "TypeError" && /missing/.test(String(work)) ? "call" : e.message, e.needed ?? null]); } }
const strict = [() => { undefined_variable = 1; }, () => { delete Object.prototype; }, () => { Object.freeze({ a: 1 }).a = 2; }, () => { "str".length = 1; }, () => { (function () { this.x = 1; })(); }, () => { "x".y = 1; }].map(f => { try { f(); return "silent"; } catch (e) { return e.name; } });
console.log(ledger, JSON.stringify(ledger)); console.log([...ledger.history("ada")]); console.error("%O", errors);
console.count(); console.count("x"); console.count(); console.countReset(); console.count();
({ ledger, total: ledger.total, errors, split: [split(100, 3), split(-7, 2), split(5, 8)].map(l => l.map(show)), drive: drive(["start", "pause", "done", "resume", "fail", "fail", "start"]), undo: undoable(1).do(x => x + 1).do(x => x * 10).undo().undo().undo().redo().get(), strict, floats: [0.1 * 3, 1.1 + 2.2, 4.35 * 100, 1.005 * 1000, 0.07 * 100, 1.15.toFixed(1)] });
