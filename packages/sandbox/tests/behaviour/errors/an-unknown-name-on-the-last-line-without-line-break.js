// @expect {"success":false,"error":"ReferenceError: last is not defined","errorDetails":{"kind":"runtime","line":3,"column":1}}
const n = 1;
last
