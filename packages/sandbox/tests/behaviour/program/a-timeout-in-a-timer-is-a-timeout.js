// @request {"timeoutMs":100}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
setTimeout(() => { while (true); }, 1);
await new Promise(() => {});
