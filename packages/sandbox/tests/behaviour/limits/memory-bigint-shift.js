// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
const n = 1n << 1000000n, all = [];
for (;;) all.push(n + BigInt(all.length));
