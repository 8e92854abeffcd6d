// @expect {"success":false,"errorDetails":{"kind":"syntax","name":"SyntaxError","line":4}}
function open() { return 1; }
return open(
[1, 2
