// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
let o = {}; for (let i = 0; i < 100000; i++) o = Object.create(o);
for (;;) o.missing;
