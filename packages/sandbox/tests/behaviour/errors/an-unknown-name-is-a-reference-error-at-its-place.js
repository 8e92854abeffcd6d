// @expect {"success":false,"error":"ReferenceError: total is not defined","errorDetails":{"kind":"runtime","name":"ReferenceError","line":3,"column":13}}
const n = 1;
const sum = total + n;
