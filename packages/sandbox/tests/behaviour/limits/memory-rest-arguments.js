// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
const all = [], keep = (...rest) => all.push(rest);
for (;;) keep(1, 2, 3, 4, 5, 6, 7, 8);
