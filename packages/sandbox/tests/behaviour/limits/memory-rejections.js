// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
for (;;) Promise.reject(1);
