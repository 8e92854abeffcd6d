// @expect {"success":true,"consoleOutput":["[log] undefined undefined"]}
console.log(undefined, void 0);
undefined
