// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
const a = "x".repeat(4000000), b = "x".repeat(3999999) + "y";
for (;;) if (a === b || a < b === false) break;
