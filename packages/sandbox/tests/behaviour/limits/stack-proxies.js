// @request {"timeoutMs":15000,"memoryLimitBytes":52428800}
// @expect {"success":false,"errorDetails":{"kind":"stack"}}
let p = {};
for (let i = 0; i < 20000; i++) p = new Proxy(p, {});
p.x
