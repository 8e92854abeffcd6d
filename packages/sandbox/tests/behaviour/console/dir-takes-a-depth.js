// @expect {"success":true,"consoleOutput":["[log] { a: [Object] }","[log] {\n  a: {\n    b: { c: { d: { e: 1 } } }\n  }\n}","[log] {\n  a: { b: { c: { d: [Object] } } }\n}","[log] { a: { b: { c: [Object] } } }","[log] 'text'","[log] [ 1, 2, [length]: 2 ]"]}
const deep = { a: { b: { c: { d: { e: 1 } } } } };
console.dir(deep, { depth: 0 });
console.dir(deep, { depth: null });
console.dir(deep, { depth: 3 });
console.dir(deep);
console.dir("text");
console.dir([1, 2], { showHidden: true });
