// @request {"timeoutMs":200}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"},"consoleOutput":["[log] before"]}
console.log("before");
const e = new Error("hidden");
Object.defineProperty(e, "message", { get() { for (;;); } });
throw e;
