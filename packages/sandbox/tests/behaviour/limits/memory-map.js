// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
const map = new Map();
for (let i = 0; ; i++) map.set(i, i);
