const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
const e = structuredClone(new RangeError("r", { cause: { why: new TypeError("t") } }));
check("error", [e instanceof RangeError, e.message, e.name, e.cause.why instanceof TypeError, e.cause.why.message], [true, "r", "RangeError", true, "t"]);
class Mine extends Error { constructor() { super("m"); this.name = "Mine"; this.extra = 1; } }
const m = structuredClone(new Mine()); check("custom", [m.constructor === Error, m.name, m.message, "extra" in m], [true, "Error", "m", false]);
check("stack", typeof e.stack, "string");
return "ok";
