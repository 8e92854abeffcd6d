// @expect {"success":false,"error":"null","errorDetails":{"kind":"runtime","message":"null"}}
throw null;
