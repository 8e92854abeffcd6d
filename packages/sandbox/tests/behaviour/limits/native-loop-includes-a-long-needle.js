// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
("ab".repeat(2 ** 21)).includes("ab".repeat(2 ** 20) + "b");
