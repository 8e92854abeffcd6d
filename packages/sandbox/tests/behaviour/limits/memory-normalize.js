// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
"\ufdfa".repeat(1000000).normalize("NFKC").length
