// @expect {"success":false,"error":"TypeError","errorDetails":{"kind":"runtime","name":"TypeError"}}
throw new TypeError();
