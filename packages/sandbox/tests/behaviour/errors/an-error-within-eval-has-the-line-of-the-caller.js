// @expect {"success":false,"error":"Error: inside eval","errorDetails":{"kind":"runtime","line":3}}
const text = "\n\n\nthrow new Error('inside eval')";
eval(text);
