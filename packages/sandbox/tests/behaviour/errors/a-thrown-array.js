// @expect {"success":false,"errorDetails":{"kind":"runtime"}}
throw ["a", { b: 1 }];
