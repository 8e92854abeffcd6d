// @request {"timeoutMs":15000}
// @expect {"success":false,"errorDetails":{"kind":"stack"}}
const p = new Proxy({}, { get: (t, k, r) => r[k] });
p.x
