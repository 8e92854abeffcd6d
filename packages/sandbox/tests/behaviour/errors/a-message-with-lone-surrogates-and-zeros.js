// @expect {"success":false,"errorDetails":{"kind":"runtime","line":2}}
throw new Error("a\ud800b\0c");
