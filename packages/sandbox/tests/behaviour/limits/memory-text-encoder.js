// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
const all = [], text = "é".repeat(50000);
for (;;) all.push(new TextEncoder().encode(text));
