// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
const o = {}; for (let i = 0; i < 100000; i++) o[`k${i}`] = i;
for (;;) Object.keys(o);
