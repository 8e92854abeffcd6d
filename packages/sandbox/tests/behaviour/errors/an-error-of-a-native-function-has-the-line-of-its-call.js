// @expect {"success":false,"errorDetails":{"kind":"runtime","name":"SyntaxError","line":3}}
const text = "{broken";
const data = JSON.parse(text);
