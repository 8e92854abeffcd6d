// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
for (;;) setTimeout(() => {}, 1e6);
