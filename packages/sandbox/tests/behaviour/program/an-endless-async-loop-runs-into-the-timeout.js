// @request {"timeoutMs":100}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
while (true) await null;
