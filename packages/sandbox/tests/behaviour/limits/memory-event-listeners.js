// @request {"timeoutMs":20000,"memoryLimitBytes":1000000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
const targets = [];
for (;;) { const t = new EventTarget(); t.addEventListener("x", () => {}); targets.push(t); }
