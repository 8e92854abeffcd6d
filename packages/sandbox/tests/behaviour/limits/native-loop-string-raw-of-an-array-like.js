// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
String.raw({ raw: new Proxy({}, { get: (t, k) => (k === "length" ? 2 ** 53 - 1 : "") }) });
