// @expect {"success":false,"error":"E42: told","errorDetails":{"kind":"runtime","name":"E42","message":"told"}}
throw { name: "E42", message: "told", code: 42 };
