// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
function* g() { const local = [1, 2, 3]; yield local; }
const all = [];
for (;;) { const it = g(); it.next(); all.push(it); }
