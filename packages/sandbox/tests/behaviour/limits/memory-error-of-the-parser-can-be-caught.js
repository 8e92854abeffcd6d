// @request {"timeoutMs":15000}
let caught = false;
try { eval("f(1);".repeat(1e5)); } catch { caught = true; }
if (eval("1 + 1") !== 2) throw new Error("eval is broken");
return caught ? "ok" : "not caught";
