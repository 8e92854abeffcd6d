// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
"ab".repeat(5e5).match(/(?:)/g).map((_, i) => ({ i }))
