// @expect {"success":true,"consoleOutput":["[log] 1970-01-01T00:00:00.000Z Invalid Date /a\\/b/gi /x/dgimsuy","[log] [ 1970-01-02T00:00:00.000Z ] { r: /x/ }","[log] 1970-01-01T00:00:00.000Z { x: 1 } /q/ { y: 2 }","[log] D 1970-01-01T00:00:00.000Z R /z/g"]}
console.log(new Date(0), new Date(NaN), /a\/b/gi, new RegExp("x", "dgimsuy"));
console.log([new Date(86400000)], { r: /x/ });
console.log(Object.assign(new Date(0), { x: 1 }), Object.assign(/q/, { y: 2 }));
class D extends Date {}; class R extends RegExp {}
console.log(new D(0), new R("z", "g"));
