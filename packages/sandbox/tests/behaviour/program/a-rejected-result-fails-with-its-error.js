// @expect {"success":false,"error":"RangeError: no","errorDetails":{"kind":"runtime","name":"RangeError","message":"no","line":2,"column":20}}
Promise.reject(new RangeError("no"))
