// @request {"timeoutMs":20000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
const p = new URLSearchParams();
for (let i = 0; ; i++) p.append(`name${i}`, "value".repeat(1000) + i);
