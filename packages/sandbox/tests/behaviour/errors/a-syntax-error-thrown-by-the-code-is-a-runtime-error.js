// @expect {"success":false,"error":"SyntaxError: mine","errorDetails":{"kind":"runtime","name":"SyntaxError","line":2}}
throw new SyntaxError("mine");
