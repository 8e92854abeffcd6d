// @expect {"success":false,"error":"Error: frozen","errorDetails":{"kind":"runtime","line":2}}
throw Object.freeze(new Error("frozen"));
