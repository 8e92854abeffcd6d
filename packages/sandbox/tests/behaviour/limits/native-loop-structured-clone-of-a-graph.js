// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
let tree = [1]; for (let i = 0; i < 100000; i++) tree = [i, i + 1, { i }];
const wide = Array.from({ length: 50000 }, (_, i) => ({ i }));
for (;;) structuredClone(wide);
