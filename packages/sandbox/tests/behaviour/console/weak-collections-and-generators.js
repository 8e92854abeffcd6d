// @expect {"success":true,"consoleOutput":["[log] WeakMap { <items unknown> } WeakSet { <items unknown> }","[log] Object [Generator] {}","[log] Object [AsyncGenerator] {}","[log] [Arguments] { '0': 1, '1': 'a' }","[log] true Object [Math] {} Object [JSON] {} Object [Reflect] {}"]}
console.log(new WeakMap(), new WeakSet());
function* g() { yield 1; } console.log(g());
async function* ag() {} console.log(ag());
console.log((function () { return arguments; })(1, "a"));
console.log(globalThis === globalThis, Math, JSON, Reflect);
