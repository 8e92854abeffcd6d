// @request {"timeoutMs":200}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"},"consoleOutput":["[log] in toJSON"]}
({ toJSON() { console.log("in toJSON"); for (;;); } })
