// @expect {"success":true,"consoleOutput":["[log] [ 1, 2, [length]: 2 ]","[log] { a: 1 }","[log] 's' 1"]}
console.log("%o", [1, 2]);
console.log("%o", { a: 1 });
console.log("%o", "s", 1);
