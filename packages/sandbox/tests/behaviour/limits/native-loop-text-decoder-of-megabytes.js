// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
const bytes = new Uint8Array(10000000).fill(0xff);
for (;;) new TextDecoder().decode(bytes.subarray(0, 5000000));
