// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
new Function(Array.from({ length: 100000 }, (_, i) => `let v${i}=1`).join(";"));
