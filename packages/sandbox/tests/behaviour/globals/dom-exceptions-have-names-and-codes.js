const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
const e = new DOMException("m", "AbortError"); check("fields", [e.name, e.message, e.code, e instanceof Error, Object.prototype.toString.call(e), DOMException.ABORT_ERR, String(e)], ["AbortError", "m", 20, true, "[object DOMException]", 20, "AbortError: m"]);
check("defaults", [new DOMException().name, new DOMException().message, new DOMException("x", "Foo").code], ["Error", "", 0]); check("stack", typeof e.stack, "string");
return "ok";
