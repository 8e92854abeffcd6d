// @expect {"success":false,"errorDetails":{"kind":"runtime"}}
throw Promise.resolve(1);
