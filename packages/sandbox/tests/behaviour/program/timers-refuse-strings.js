// @expect {"success":false,"errorDetails":{"kind":"runtime","name":"TypeError"}}
setTimeout("1 + 1", 1);
