// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
let s = "0123456789";
while (true) s += s;
