// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
let o = {}; const all = [];
for (let i = 0; ; i++) all.push(o = { ...o, [`k${i}`]: i });
