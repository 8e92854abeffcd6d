// @expect {"success":true,"consoleOutput":["[log] undefined"]}
if (input) return 1;
console.log(input);
"not the result"
