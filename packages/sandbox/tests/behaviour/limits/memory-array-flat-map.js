// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
let list = [1];
for (;;) list = list.flatMap(x => [x, x]);
