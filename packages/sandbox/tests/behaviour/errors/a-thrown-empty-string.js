// @expect {"success":false,"errorDetails":{"kind":"runtime"}}
throw "";
