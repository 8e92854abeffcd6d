// @expect {"success":true,"result":1}
const control = new AbortController();
const target = new EventTarget();
let count = 0;
target.addEventListener("x", () => count++, { signal: control.signal });
target.dispatchEvent(new Event("x"));
control.abort();
target.dispatchEvent(new Event("x"));
return count;
