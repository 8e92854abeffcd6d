// @request {"timeoutMs":15000}
// @expect {"success":true,"result":"RangeError"}
let deep = {};
for (let i = 0; i < 50000; i++) deep = { deep };
try { JSON.stringify(deep); } catch (e) { e.name }
