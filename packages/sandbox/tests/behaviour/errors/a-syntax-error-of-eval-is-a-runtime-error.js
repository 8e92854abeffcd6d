// @expect {"success":false,"errorDetails":{"kind":"runtime","name":"SyntaxError"}}
eval("let 5");
