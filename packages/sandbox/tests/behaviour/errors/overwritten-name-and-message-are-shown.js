// @expect {"success":false,"error":"Renamed: changed","errorDetails":{"kind":"runtime","name":"Renamed","message":"changed"}}
const e = new Error("original");
e.name = "Renamed"; e.message = "changed";
throw e;
