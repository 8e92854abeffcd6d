// @expect {"success":false,"errorDetails":{"kind":"runtime","name":"ReferenceError","line":2}}
early;
let early = 1;
