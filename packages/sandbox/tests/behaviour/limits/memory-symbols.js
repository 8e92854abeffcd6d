// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
const all = [];
for (let i = 0; ; i++) all.push(Symbol.for(`symbol ${i}`));
