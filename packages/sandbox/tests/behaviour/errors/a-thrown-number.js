// @expect {"success":false,"error":"42","errorDetails":{"kind":"runtime","message":"42"}}
throw 42;
