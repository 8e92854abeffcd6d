// @expect {"success":false,"error":"undefined","errorDetails":{"kind":"runtime","message":"undefined"}}
Promise.reject();
1
