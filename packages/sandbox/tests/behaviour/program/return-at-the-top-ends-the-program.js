// @expect {"success":true,"result":"early","consoleOutput":["[log] before"]}
console.log("before");
if (1 < 2) return "early";
console.log("after");
return "late";
