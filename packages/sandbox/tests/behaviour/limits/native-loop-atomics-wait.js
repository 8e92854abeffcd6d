// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
if (typeof Atomics === "object" && typeof SharedArrayBuffer === "function") { try { Atomics.wait(new Int32Array(new SharedArrayBuffer(8)), 0, 0); } catch {} }
for (;;);
