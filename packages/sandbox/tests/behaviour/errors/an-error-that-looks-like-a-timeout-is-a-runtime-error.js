// @expect {"success":false,"errorDetails":{"kind":"runtime"}}
const e = new Error("interrupted"); e.name = "InternalError"; throw e;
