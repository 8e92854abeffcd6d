// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
/(?:[\p{L}\p{N}]+\s?)+$/iu.test("é".repeat(40) + "!");
