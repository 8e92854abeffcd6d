// @expect {"success":false,"errorDetails":{"kind":"runtime"}}
const e = new TypeError("gone");
delete e.message;
throw e;
