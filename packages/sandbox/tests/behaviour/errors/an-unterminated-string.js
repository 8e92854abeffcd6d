// @expect {"success":false,"errorDetails":{"kind":"syntax","line":3}}
const a = 1;
const text = "open;
