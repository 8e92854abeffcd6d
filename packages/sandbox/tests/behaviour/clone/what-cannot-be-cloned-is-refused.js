const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
for (const bad of [() => {}, Symbol("s"), { f() {} }, [Symbol()], new WeakMap(), new WeakSet(), Promise.resolve(), new Map([[1, () => {}]]), (function* () {})()])
  throws(typeof bad, () => structuredClone(bad), "DataCloneError");
try { structuredClone(Symbol("s")); } catch (e) { check("message", [e.message, e.code, e instanceof DOMException, e instanceof Error], ["Symbol(s) could not be cloned.", 25, true, true]); }
throws("no argument", () => structuredClone(), "TypeError");
return "ok";
