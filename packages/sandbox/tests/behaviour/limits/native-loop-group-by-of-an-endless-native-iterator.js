// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
const o = { done: false, value: 1 };
Object.groupBy({ [Symbol.iterator]: () => ({ next: Object.bind(null, o) }) }, Boolean);
