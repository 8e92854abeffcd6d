// @expect {"success":true,"result":"done","consoleOutput":["[log] one","[log] two","[log] three"]}
Promise.resolve().then(() => console.log("one")).then(() => console.log("two")).then(() => queueMicrotask(() => console.log("three")));
"done"
