// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
const keep = []; for (let i = 0; i < 200000; i++) keep.push({ i });
for (;;) { const a = {}; a.self = a; keep[keep.length % 7] = a; }
