// @request {"timeoutMs":15000,"memoryLimitBytes":52428800}
// @expect {"success":false,"errorDetails":{"kind":"stack"}}
let f = () => 1;
for (let i = 0; i < 4000; i++) f = f.bind(null);
f()
