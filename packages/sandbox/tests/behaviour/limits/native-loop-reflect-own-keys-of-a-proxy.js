// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
const keys = Array.from({ length: 100000 }, (_, i) => `k${i}`);
Object.keys(new Proxy({}, { ownKeys: () => keys }));
for (;;) Reflect.ownKeys(new Proxy({}, { ownKeys: () => keys }));
