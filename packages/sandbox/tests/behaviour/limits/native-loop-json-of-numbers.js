// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
const list = Array.from({ length: 1000000 }, (_, i) => i / 7);
for (;;) JSON.stringify(list.slice(0, 500000)).length;
