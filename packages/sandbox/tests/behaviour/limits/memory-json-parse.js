// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
JSON.parse(`[${"{},".repeat(500000)}0]`)
