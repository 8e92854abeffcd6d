// @request {"timeoutMs":700}
// @expect {"success":true,"result":1,"consoleOutput":[]}
setTimeout(() => { console.log("dropped"); throw new Error("dropped"); }, 5000);
1
