// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
setTimeout(() => { const all = []; for (;;) all.push([]); }, 1);
await new Promise(() => {});
