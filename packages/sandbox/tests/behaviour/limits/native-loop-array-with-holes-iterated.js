// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
const a = new Array(1e6); a[2 ** 32 - 2] = 1;
a.findIndex(Boolean); Array.prototype.findLastIndex.call({ length: 2 ** 53 - 1 }, Boolean);
