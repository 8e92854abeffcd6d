// @expect {"success":false,"errorDetails":{"kind":"runtime","name":"TypeError","line":3}}
const o = { f: 5 };
o.f();
