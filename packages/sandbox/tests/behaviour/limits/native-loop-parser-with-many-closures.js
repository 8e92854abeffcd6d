// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
new Function(`${Array.from({ length: 20000 }, (_, i) => `let v${i}`).join(";")}; return () => [${Array.from({ length: 20000 }, (_, i) => `v${i}`).join()}]`);
