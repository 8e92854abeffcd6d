// @expect {"success":false,"errorDetails":{"kind":"runtime","name":"Error","line":2}}
throw new Error("é".repeat(1000000));
