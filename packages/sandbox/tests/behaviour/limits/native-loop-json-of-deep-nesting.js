// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
const deep = []; let at = deep;
for (let i = 0; i < 3000; i++) at.push(at = []);
for (let i = 0; i < 200000; i++) at.push([]);
JSON.stringify(deep);
