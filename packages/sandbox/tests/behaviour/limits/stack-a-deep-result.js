// @request {"timeoutMs":15000}
// @expect {"success":false,"errorDetails":{"kind":"stack"}}
let deep = [];
for (let i = 0; i < 100000; i++) deep = [deep];
deep
