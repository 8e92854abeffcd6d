// @expect {"success":false,"errorDetails":{"kind":"syntax","name":"SyntaxError","line":4}}
function open() {
  if (true) {
