// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"RangeError: Maximum call stack size exceeded","errorDetails":{"kind":"stack","name":"RangeError","line":4},"consoleOutput":["[log] deep"]}
console.log("deep");
function f() { return f() + 1; }
f();
