// @request {"timeoutMs":15000}
// @expect {"success":false,"errorDetails":{"kind":"stack"}}
function f() { return Reflect.apply(f, null, []); }
f()
