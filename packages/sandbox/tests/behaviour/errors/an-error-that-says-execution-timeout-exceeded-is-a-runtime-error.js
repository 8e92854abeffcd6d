// @expect {"success":false,"errorDetails":{"kind":"runtime","message":"Execution timeout exceeded"}}
throw new Error("Execution timeout exceeded");
