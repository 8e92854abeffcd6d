// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
const bytes = new Uint8Array(65536);
for (;;) crypto.getRandomValues(bytes);
