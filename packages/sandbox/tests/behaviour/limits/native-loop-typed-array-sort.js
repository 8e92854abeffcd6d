// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
const a = new Float64Array(5000000); for (let i = 0; i < 1000000; i++) a[i * 5] = (i * 7919) % 1000003;
a.sort();
