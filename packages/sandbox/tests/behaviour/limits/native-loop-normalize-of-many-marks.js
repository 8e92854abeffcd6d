// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
("a" + "\u0300\u0316\u0327".repeat(1500000)).normalize("NFD");
