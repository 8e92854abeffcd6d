// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
let o = {}; for (let i = 0; i < 5000; i++) { o = Object.create(o); o[`k${i}`] = 1; }
for (;;) for (const k in o);
