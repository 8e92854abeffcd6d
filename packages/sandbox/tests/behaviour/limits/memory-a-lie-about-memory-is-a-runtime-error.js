// @expect {"success":false,"errorDetails":{"kind":"runtime","message":"out of memory"}}
const e = new Error("out of memory"); e.name = "InternalError"; throw e;
