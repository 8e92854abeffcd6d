// @request {"timeoutMs":15000}
// @expect {"success":false,"errorDetails":{"kind":"stack"}}
const f = () => f();
setTimeout(f, 1);
await new Promise(() => {});
