// @expect {"success":false,"errorDetails":{"kind":"runtime"}}
throw new InternalError("out of memory");
