// Cancelling work in several ways.
const wait = (ms, { signal } = {}) => new Promise((resolve, reject) => {
  if (signal?.aborted) return reject(signal.reason);
  const timer = setTimeout(() => { signal?.removeEventListener("abort", stop); resolve(`waited ${ms}`); }, ms);
  const stop = () => { clearTimeout(timer); reject(signal.reason); };
  signal?.addEventListener("abort", stop, { once: true });
});
const log = [];
const controller = new AbortController();
controller.signal.onabort = event => log.push(["onabort", event.type, event.target === controller.signal]);
controller.signal.addEventListener("abort", () => log.push("listener"));
setTimeout(() => controller.abort(new Error("user left")), 2);
const first = await wait(5000, controller).catch(e => e.message);
controller.abort("again");
const already = await wait(5000, controller).catch(e => e.message);
const fine = await wait(1, new AbortController());
const plain = new AbortController(); plain.abort();
const thrown = (() => { try { plain.signal.throwIfAborted(); } catch (e) { return [e.name, e.code, e instanceof DOMException]; } })();
const timeout = await new Promise(resolve => { const s = AbortSignal.timeout(2); s.addEventListener("abort", () => resolve([s.aborted, s.reason.name])); });
const dead = AbortSignal.abort("why");
async function* numbers(signal) { for (let i = 0; ; i++) { signal.throwIfAborted(); await null; yield i; } }
const seen = []; const c3 = new AbortController();
try { for await (const n of numbers(c3.signal)) { seen.push(n); if (n === 3) c3.abort("enough"); } } catch (e) { seen.push(e); }
const target = new EventTarget(); const c4 = new AbortController(); let heard = 0;
target.addEventListener("ping", { handleEvent() { heard++; } }, { signal: c4.signal }); target.dispatchEvent(new Event("ping")); c4.abort(); target.dispatchEvent(new Event("ping"));
const custom = (t => { let d; t.addEventListener("c", e => { d = [e.detail, e.cancelable, e.defaultPrevented]; e.preventDefault(); d.push(e.defaultPrevented); }); return [t.dispatchEvent(new CustomEvent("c", { detail: { x: 1 }, cancelable: true })), d]; })(new EventTarget());
const intervals = await new Promise(resolve => { const ticks = []; const id = setInterval(x => { ticks.push(x); if (ticks.length === 3) { clearInterval(id); resolve(ticks); } }, 1, "tick"); });
console.log(controller.signal.aborted, log);
console.debug(first, [thrown]);
return { log, first, already, fine, thrown, timeout, dead: [dead.aborted, dead.reason], seen, heard, custom, intervals, reason: String(controller.signal.reason) };
