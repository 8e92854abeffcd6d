// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
/(?:(?:)*)*(?:a?){100}(?:a?){100}b/.test("a".repeat(50));
