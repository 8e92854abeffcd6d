// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
/(.*)(.*)(.*)(.*)\1\2\3\4x/s.test("ab".repeat(200));
