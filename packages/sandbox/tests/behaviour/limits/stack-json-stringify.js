// @request {"timeoutMs":15000,"memoryLimitBytes":52428800}
// @expect {"success":true,"result":["ran",true]}
let deep = {};
for (let i = 0; i < 20000; i++) deep = { deep };
try { JSON.stringify(deep); } catch (e) { if (e.name !== "RangeError") throw e; }
["ran", JSON.parse(JSON.stringify({ deep: [1] })).deep[0] === 1]
