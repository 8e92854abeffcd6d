// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
let list = null;
for (;;) list = { next: list, value: { deep: {} } };
