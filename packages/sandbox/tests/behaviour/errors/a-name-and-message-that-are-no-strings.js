// @expect {"success":false,"errorDetails":{"kind":"runtime"}}
const e = new Error("m");
e.name = { toString() { return "object"; } }; e.message = 42; e.stack = null;
throw e;
