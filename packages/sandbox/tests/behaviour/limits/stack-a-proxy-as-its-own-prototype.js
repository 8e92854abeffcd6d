// @request {"timeoutMs":15000}
// @expect {"success":false,"errorDetails":{"kind":"stack"}}
const p = new Proxy({}, {});
Object.setPrototypeOf(p, p);
p.x
