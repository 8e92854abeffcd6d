// @expect {"success":false,"errorDetails":{"kind":"runtime"}}
throw Object.create(null);
