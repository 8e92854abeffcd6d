// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
const p = new Promise(() => {});
for (;;) p.then(() => {});
