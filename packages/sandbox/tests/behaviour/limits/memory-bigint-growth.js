// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
const all = [];
for (let n = 1n; ; n = (n << 64n) + 1n) all.push(n);
