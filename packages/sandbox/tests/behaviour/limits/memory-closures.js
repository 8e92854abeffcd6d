// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
let f = () => 0;
for (;;) { const g = f; f = () => g; }
