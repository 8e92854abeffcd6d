// @expect {"success":false,"errorDetails":{"kind":"runtime","message":"line 1\nline 2","line":2}}
throw new Error("line 1\nline 2");
