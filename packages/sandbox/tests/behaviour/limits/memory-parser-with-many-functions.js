// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
new Function("(a, b) => { let c; return () => a + b + c };".repeat(60000))
