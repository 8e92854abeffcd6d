// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
const a = "é".repeat(3000000), b = a + "x";
for (;;) a.localeCompare(b);
