// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
/(?:(a)|b)*?c/.test("ab".repeat(3e6))
