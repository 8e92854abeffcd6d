// @request {"timeoutMs":15000}
// @expect {"success":false,"errorDetails":{"kind":"stack"}}
let f = () => 1;
for (let i = 0; i < 50000; i++) f = f.bind(null);
f()
