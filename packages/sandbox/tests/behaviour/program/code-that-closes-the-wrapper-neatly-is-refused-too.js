// @expect {"success":false,"errorDetails":{"kind":"syntax"}}
if (1) { return 1 } }, function () { {
