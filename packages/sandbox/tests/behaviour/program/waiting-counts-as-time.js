// @request {"timeoutMs":100}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"},"consoleOutput":["[log] asleep"]}
console.log("asleep");
await new Promise(resolve => setTimeout(resolve, 10000));
