// @expect {"success":true,"consoleOutput":["[log] { a: { b: { c: {} } } }","[log] { a: [ { b: [Object] } ] }","[log] [ [ [ [] ] ], [ [ 1 ] ] ]","[log] { l1: { l2: { l3: 1 } }, k: 1 }","[log] [ { a: 1, b: { c: 2 } }, { a: 2, b: { c: [Object] } } ]","[log] { first: [ 1, 2, 3 ], second: { inner: [ 1, 2, 3 ] } }","[log] [ { a: { b: [Object] } } ] 1"]}
console.log({ a: { b: { c: {} } } });
console.log({ a: [{ b: { c: 1 } }] });
console.log([[[[]]], [[1]]]);
console.log({ l1: { l2: { l3: 1 } }, k: 1 });
console.log([{ a: 1, b: { c: 2 } }, { a: 2, b: { c: { d: 1 } } }]);
console.log({ first: [1, 2, 3], second: { inner: [1, 2, 3] } });
console.log([{ a: { b: { c: 1 } } }], 1);
