// @expect {"success":true,"consoleOutput":["[error] Assertion failed","[error] Assertion failed: value is 5","[error] Assertion failed: object { a: 1 }","[error] Assertion failed: a b"]}
console.assert(true, "no");
console.assert(false);
console.assert(0, "value is %d", 5);
console.assert(null, "object", { a: 1 });
console.assert(1 === 2, "a", "b");
