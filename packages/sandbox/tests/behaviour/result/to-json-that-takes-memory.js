// @request {"timeoutMs":10000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
({ toJSON() { const all = []; for (;;) all.push([]); } })
