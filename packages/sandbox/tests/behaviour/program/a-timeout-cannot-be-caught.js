// @request {"timeoutMs":100}
// @expect {"success":false,"error":"Execution timeout exceeded","consoleOutput":["[log] start"]}
console.log("start");
for (;;) { try { for (;;) { try { while (true); } finally { console.log("finally"); continue; } } } catch { console.log("caught"); } }
