// @request {"timeoutMs":15000}
// @expect {"success":false,"errorDetails":{"kind":"stack"}}
let p = {};
for (let i = 0; i < 100000; i++) p = new Proxy(p, {});
p.x
