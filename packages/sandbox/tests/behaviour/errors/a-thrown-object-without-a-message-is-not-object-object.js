// @expect {"success":false,"errorDetails":{"kind":"runtime"}}
throw { code: 42 };
