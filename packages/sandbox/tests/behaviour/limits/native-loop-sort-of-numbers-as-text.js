// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
const list = Array.from({ length: 100000 }, (_, i) => (i * 7919) % 1000003);
for (;;) list.slice().sort();
