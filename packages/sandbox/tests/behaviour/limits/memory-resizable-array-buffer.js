// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
const buffers = [];
for (;;) { const b = new ArrayBuffer(1, { maxByteLength: 2 ** 20 }); b.resize(2 ** 20); buffers.push(b); }
