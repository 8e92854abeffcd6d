// @request {"timeoutMs":15000,"memoryLimitBytes":52428800}
// @expect {"success":true,"result":"RangeError"}
let deep = {};
for (let i = 0; i < 20000; i++) deep = { deep };
try { JSON.stringify(deep); } catch (e) { e.name }
