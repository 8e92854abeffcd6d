// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
Object.fromEntries((function* () { for (let i = 0; ; i++) yield [`k${i}`, i]; })())
