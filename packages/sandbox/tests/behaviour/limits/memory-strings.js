// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"},"consoleOutput":["[log] start"]}
console.log("start");
let s = "x", parts = [];
for (;;) parts.push(s = s + s.slice(0, 1000) + Math.random());
