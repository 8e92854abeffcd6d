// @request {"timeoutMs":15000}
const t = new EventTarget();
let calls = 0;
t.addEventListener("x", () => { if (++calls < 100) t.dispatchEvent(new Event("x")); });
t.dispatchEvent(new Event("x"));
return calls === 100 ? "ok" : calls;
