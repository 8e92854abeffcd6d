// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
const object = {};
for (let i = 0; ; i++) object[`key${i}`] = i;
