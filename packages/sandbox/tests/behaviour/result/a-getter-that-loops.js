// @request {"timeoutMs":200}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
({ get x() { for (;;); } })
