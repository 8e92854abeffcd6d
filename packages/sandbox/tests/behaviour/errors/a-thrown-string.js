// @expect {"success":false,"error":"just text","errorDetails":{"kind":"runtime","message":"just text"}}
throw "just text";
