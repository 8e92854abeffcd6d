// @expect {"success":false,"error":"TypeError: the result is a promise that can never settle: nothing is pending that could resolve it","consoleOutput":["[log] before"]}
console.log("before");
await new Promise(() => {});
return 1;
