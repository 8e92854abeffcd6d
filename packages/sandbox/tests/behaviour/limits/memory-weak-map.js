// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
const weak = new WeakMap(), keys = [];
for (;;) { const key = {}; keys.push(key); weak.set(key, key); }
