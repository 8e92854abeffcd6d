// @expect {"success":false,"error":"undefined","errorDetails":{"kind":"runtime","message":"undefined"}}
throw undefined;
