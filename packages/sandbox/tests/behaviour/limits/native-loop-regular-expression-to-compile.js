// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
new RegExp("(?:[a-z\\p{L}]|[^\\p{Lu}\\d]){1,3}".repeat(20000), "iu");
