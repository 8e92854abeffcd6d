// @expect {"success":false,"error":"Error: micro","errorDetails":{"kind":"runtime"}}
queueMicrotask(() => { throw new Error("micro"); });
1
