// @expect {"success":true,"result":"ok","consoleOutput":["[log] no"]}
const p = Promise.reject("no");
queueMicrotask(() => queueMicrotask(() => p.catch(e => console.log(e))));
"ok"
