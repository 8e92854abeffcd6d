const line = n => { throw new Error(`line ${n}: ${JSON.stringify(shown)}`); };
class MyError extends Error { constructor(m, o) { super(m, o); this.name = "MyError"; this.code = 42; } }
function thrower() { throw new MyError("went wrong", { cause: new TypeError("root") }); }
try { thrower(); } catch (e) { console.log(e); console.error({ nested: e }); console.log("%s", e.message, new RangeError("r")); }
console.log(new DOMException("gone", "AbortError"));
console.trace("here %d", 1);
return "ok";
