// @expect {"success":true,"consoleOutput":["[log] outer","[log]   in","[log]     deeper\n    second line","[warn]     { a: 1, b: [ 1, 2 ] }","[log]   c","[info]     x","[log] out"]}
console.group("outer");
console.log("in");
console.group();
console.log("deeper\nsecond line");
console.warn({ a: 1, b: [1, 2] });
console.groupEnd();
console.groupCollapsed("c");
console.info("x");
console.groupEnd();
console.groupEnd();
console.groupEnd();
console.log("out");
