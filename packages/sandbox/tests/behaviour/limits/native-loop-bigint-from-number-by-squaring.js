// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
for (;;) { let n = 3n; for (let i = 0; i < 19; i++) n *= n; }
