// The order of finally, causes, aggregates, custom errors, rethrowing, and what errors say of themselves.
const log = [];
const say = x => (log.push(x), x);
const f1 = () => { try { return say("try"); } finally { say("finally"); } };
const f2 = () => { try { throw new Error("lost"); } catch { return say("catch"); } finally { return say("finally wins"); } };
const f3 = () => { for (const i of [1, 2, 3]) { try { if (i === 2) continue; if (i === 3) break; say(i); } finally { say(`f${i}`); } } return "loop"; };
const f4 = () => { try { try { throw new TypeError("inner"); } finally { say("cleanup"); } } catch (e) { return e.message; } };
const f5 = () => { let n = 1; try { return n; } finally { n = 2; } };
const f6 = () => { try { try { throw 1; } finally { throw 2; } } catch (e) { return e; } };
const f7 = async () => { try { await Promise.reject(new RangeError("async")); } catch (e) { say(e.name); throw new Error("wrapped", { cause: e }); } finally { say("async finally"); } };
class ValidationError extends Error { static name2 = 1; constructor(field, ...rest) { super(...rest); this.field = field; } get name() { return "ValidationError"; } toJSON() { return { name: this.name, message: this.message, field: this.field }; } }
const wrapped = await f7().catch(e => e);
const chain = e => { const out = []; for (; e instanceof Error; e = e.cause) out.push(`${e.name}: ${e.message}`); return out; };
const aggregate = new AggregateError([new Error("one"), "two", new ValidationError("age", "three", { cause: wrapped })], "many");
const settled = await Promise.allSettled([Promise.reject(aggregate), 5, f7(), new Promise((_, no) => no())]);
const names = [() => null.x, () => undefined.y(), () => notDefined, () => { const c = 1; c = 2; }, () => (void 0)(), () => new (class { constructor() { throw new EvalError("ee"); } })(), () => [].reduce((a, b) => a), () => new Array(-1), () => "x".repeat(-1), () => (1).toFixed(101), () => decodeURIComponent("%"), () => JSON.parse("{bad"), () => new RegExp("("), () => Symbol() + "", () => { "use strict"; undeclared = 1; }, () => Object.defineProperty(Object.freeze([]), 0, {}), () => ({}).x.y, () => let1, () => BigInt("1x"), () => [...5], () => new 5(), () => { class A { constructor() { this.x; } } class B extends A { constructor() { this.y; } } new B(); }, () => structuredClone(() => {}), () => new URL("nope"), () => atob("*"), () => { throw null; }].map(f => { try { f(); return "no error"; } catch (e) { return e === null ? "null" : e.name; } });
const promiseOrder = [];
await Promise.reject(1).finally(() => { promiseOrder.push("f"); return 99; }).catch(v => promiseOrder.push(v));
await Promise.resolve(2).finally(() => { throw 3; }).catch(v => promiseOrder.push(v));
const e = new Error("m", { cause: undefined }), plain = new Error("p");
const shape = [Object.getOwnPropertyNames(plain).includes("message"), "cause" in e, "cause" in plain, Object.keys(plain), Object.prototype.hasOwnProperty.call(plain, "name"), Error("no new") instanceof Error, Error.prototype.toString.call({ name: "N", message: "M" }), Error.prototype.toString.call({ message: "" }), String(new Error("")), String(Object.assign(new Error("x"), { name: "" })), new Error(undefined).message, new Error(null).message, new Error(5).message === "5", typeof plain.stack, Object.prototype.toString.call(plain), JSON.stringify(plain)];
console.log([f1(), f2(), f3(), f4(), f5(), f6()], log);
console.log(String(wrapped), "%s", String(aggregate.errors[0]));
console.error(wrapped.stack.split("\n").length > 0, chain(aggregate.errors[2]));
console.assert(1 === 2, "assert %s", "said"); console.assert(true, "silent"); console.assert();
return { log, chain: chain(wrapped), aggregate: [aggregate.name, aggregate.message, aggregate.errors.map(String)], json: JSON.stringify({ e: aggregate.errors[2] }), settled: settled.map(s => [s.status, s.value ?? s.reason?.message ?? "no reason"]), names, promiseOrder, shape };
