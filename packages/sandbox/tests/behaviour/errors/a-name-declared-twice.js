// @expect {"success":false,"errorDetails":{"kind":"syntax","line":3}}
let a = 1;
let a = 2;
