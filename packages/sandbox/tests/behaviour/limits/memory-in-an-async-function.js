// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
async function grow(all) { for (;;) { await null; all.push(new Array(1000).fill(0)); } }
await grow([]);
