// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
const keys = Array.from({ length: 50000 }, (_, i) => `key${i}`), list = Array.from({ length: 50000 }, () => ({}));
JSON.stringify(list, keys);
