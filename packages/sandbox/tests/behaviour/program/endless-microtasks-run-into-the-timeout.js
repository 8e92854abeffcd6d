// @request {"timeoutMs":100}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
const again = () => queueMicrotask(again);
again();
