// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
"ab".repeat(20000000)[Symbol.iterator]().drop(39000000).next();
