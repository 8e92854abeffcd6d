// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
const set = new Set();
for (let i = 0; ; i++) set.add(`key ${i}`);
