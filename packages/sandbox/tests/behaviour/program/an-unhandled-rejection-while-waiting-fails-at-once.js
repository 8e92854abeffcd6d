// @request {"timeoutMs":2000}
// @expect {"success":false,"error":"Error: early","errorDetails":{"kind":"runtime"}}
Promise.reject(new Error("early"));
await new Promise(resolve => setTimeout(resolve, 10000));
