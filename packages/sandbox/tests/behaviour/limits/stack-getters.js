// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"RangeError: Maximum call stack size exceeded","errorDetails":{"kind":"stack"}}
const o = { get x() { return this.x; } };
o.x
