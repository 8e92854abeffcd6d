// @expect {"success":true,"consoleOutput":["[log] { a: 1 } [ 1, 2 ] [Function: f]","[log] { p: { b: { c: {} } } }","[log] { x: 1 }","[log] <Revoked Proxy> [ <Revoked Proxy> ]","[log] 0"]}
let traps = 0;
const handler = new Proxy({}, { get() { traps++; return undefined; } });
console.log(new Proxy({ a: 1 }, handler), new Proxy([1, 2], handler), new Proxy(function f() {}, handler));
console.log({ p: new Proxy({ b: { c: {} } }, handler) });
console.log(new Proxy(new Proxy({ x: 1 }, {}), {}));
const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); console.log(proxy, [proxy]);
console.log(traps);
