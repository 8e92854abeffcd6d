// @request {"timeoutMs":15000}
// @expect {"success":false,"errorDetails":{"kind":"stack"}}
const o = { set x(v) { this.x = v; } };
o.x = 1
