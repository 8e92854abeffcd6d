// @expect {"success":false,"errorDetails":{"kind":"runtime","name":"TypeError","line":3}}
const fixed = 1;
fixed = 2;
