const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
const a = new AbortController(), b = new AbortController(); const any = AbortSignal.any([a.signal, b.signal]); let fired = 0; any.addEventListener("abort", () => fired++);
b.abort("b"); a.abort("a"); check("any", [any.aborted, any.reason, fired], [true, "b", 1]);
check("already", AbortSignal.any([AbortSignal.abort("z")]).reason, "z"); check("none", AbortSignal.any([]).aborted, false);
const t = AbortSignal.timeout(5); check("not yet", t.aborted, false);
await new Promise(r => t.addEventListener("abort", r)); check("timeout", [t.aborted, t.reason.name], [true, "TimeoutError"]);
const chain = AbortSignal.any([AbortSignal.any([AbortSignal.timeout(1)])]); await new Promise(r => { chain.onabort = r; }); check("chain", chain.reason.name, "TimeoutError");
return "ok";
