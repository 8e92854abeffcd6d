// @request {"timeoutMs":15000}
let caught = false;
try { /(?:(a)|b)*?c/.test("ab".repeat(3e6)); } catch { caught = true; }
if (!/(a|b)+c/.test("ababc")) throw new Error("regular expressions are broken");
return caught ? "ok" : "not caught";
