// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
let list = [1, 2, 3];
for (;;) list = list.concat(list);
