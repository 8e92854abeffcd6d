// @request {"timeoutMs":15000}
// @expect {"success":false,"errorDetails":{"kind":"runtime","name":"RangeError"}}
new ArrayBuffer(2 ** 40)
