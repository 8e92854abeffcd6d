// @expect {"success":true,"result":"r","consoleOutput":["[log] finally"]}
try { return "r"; } finally { console.log("finally"); }
