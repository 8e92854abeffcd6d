// @expect {"success":true,"consoleOutput":["[log] ran"]}
console.log("ran");
return;
