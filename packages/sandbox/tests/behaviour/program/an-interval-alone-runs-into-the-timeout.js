// @request {"timeoutMs":100}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
setInterval(() => {}, 1);
await new Promise(() => {});
