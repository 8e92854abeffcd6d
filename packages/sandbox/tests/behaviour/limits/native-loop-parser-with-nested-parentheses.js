// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
for (;;) { try { eval("(".repeat(2000) + "1" + ")".repeat(2000)); } catch {} try { eval("(a=".repeat(1500) + "1" + ")=>1".repeat(1500)); } catch {} }
