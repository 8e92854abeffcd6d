// @expect {"success":true,"consoleOutput":["[log] Error: boom\n    at somewhere (file.js:1:2)","[log] {\n  e: Error: boom\n      at somewhere (file.js:1:2)\n}","[log] [\n  Error: boom\n      at somewhere (file.js:1:2),\n  1\n]","[log] TypeError: t\n    at a (b:1:1) {\n  extra: 1\n}"]}
const e = new Error("boom"); e.stack = "Error: boom\n    at somewhere (file.js:1:2)"; console.log(e);
console.log({ e }); console.log([e, 1]);
const f = new TypeError("t"); f.stack = "TypeError: t\n    at a (b:1:1)"; f.extra = 1; console.log(f);
