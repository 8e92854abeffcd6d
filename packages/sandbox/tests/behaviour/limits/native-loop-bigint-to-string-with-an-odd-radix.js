// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
const n = (1n << 1000000n) - 1n;
for (;;) n.toString(7);
