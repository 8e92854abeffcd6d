// @request {"timeoutMs":15000}
// @expect {"success":false,"errorDetails":{"kind":"stack"}}
const o = { [Symbol.toPrimitive]() { return +o; } };
+o
