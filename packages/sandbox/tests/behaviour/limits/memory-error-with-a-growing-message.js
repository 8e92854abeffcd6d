// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
let e = new Error("x");
for (;;) e = new Error(e.message + e.message + "y", { cause: e });
