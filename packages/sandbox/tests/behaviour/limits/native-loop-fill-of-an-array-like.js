// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
const target = new Proxy({}, { set: Boolean, get: (t, k) => (k === "length" ? 2 ** 53 - 1 : undefined) });
Array.prototype.fill.call(target, 1);
