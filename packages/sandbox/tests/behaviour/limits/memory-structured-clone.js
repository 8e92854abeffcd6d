// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
const all = [], source = Array.from({ length: 100 }, (_, i) => ({ i }));
for (;;) all.push(structuredClone(source));
