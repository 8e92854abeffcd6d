// @expect {"success":true,"consoleOutput":["[log] [Object: null prototype] {} [Object: null prototype] { a: 1 }","[log] [Array(1): null prototype] [ 1 ] [Map(1): null prototype] { 1 => 2 } [Set(0): null prototype] {}","[log] [Object: null prototype] [Tag] {}","[log] Object <[Object: null prototype] {}> {} Object <[Object: null prototype] {}> { a: 1 } [ [class (anonymous)], [class (anonymous)] ]","[log] { a: [Object: null prototype] {} }","[log] [Date: null prototype] 1970-01-01T00:00:00.000Z [RegExp: null prototype] /x/g"]}
console.log(Object.create(null), Object.assign(Object.create(null), { a: 1 }));
console.log(Object.setPrototypeOf([1], null), Object.setPrototypeOf(new Map([[1, 2]]), null), Object.setPrototypeOf(new Set(), null));
console.log(Object.create(null, { [Symbol.toStringTag]: { value: "Tag" } }));
console.log(Object.create(Object.create(null)), Object.create(Object.create(null), { a: { value: 1, enumerable: true } }), [class{}, class {}]);
console.log({ a: Object.create(null) });
console.log(Object.setPrototypeOf(new Date(0), null), Object.setPrototypeOf(/x/g, null));
