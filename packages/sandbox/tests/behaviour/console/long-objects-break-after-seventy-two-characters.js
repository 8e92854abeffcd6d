// @expect {"success":true,"consoleOutput":["[log] {\n  a: 'aaaaaaaaaaaaaaaaaaaaaaaaa',\n  b: 'bbbbbbbbbbbbbbbbbbbbbbbbb',\n  c: 'ccccccccc'\n}","[log] {\n  a: 'aaaaaaaaaaaaaaaaaaaaaaaaa',\n  b: 'bbbbbbbbbbbbbbbbbbbbbbbbb',\n  c: 'ccccccccccc'\n}","[log] {\n  a: 'aaaaaaaaaaaaaaaaaaaaaaaaa',\n  b: 'bbbbbbbbbbbbbbbbbbbbbbbbb',\n  c: 'cccccccccccccc',\n  d: { e: 1, f: [ 1, 2, 3 ] }\n}","[log] {\n  name: 'Alice',\n  age: 30,\n  tags: [ 'a', 'b' ],\n  address: { street: 'Main St', city: 'Springfield', geo: { lat: 1, lng: 2 } }\n}","[log] [\n  { id: 1, name: 'one' },\n  { id: 2, name: 'two' },\n  { id: 3, name: 'three' }\n]","[log] {\n  users: [\n    { id: 1, name: 'one', roles: [Array] },\n    { id: 2, name: 'two', roles: [] }\n  ],\n  total: 2\n}","[log] { a: 1, b: 'x\\ny' }","[log] { a: { b: { c: {} } } } { a: { b: { c: 1 } } }"]}
console.log({ a: "aaaaaaaaaaaaaaaaaaaaaaaaa", b: "bbbbbbbbbbbbbbbbbbbbbbbbb", c: "ccccccccc" });
console.log({ a: "aaaaaaaaaaaaaaaaaaaaaaaaa", b: "bbbbbbbbbbbbbbbbbbbbbbbbb", c: "ccccccccccc" });
console.log({ a: "aaaaaaaaaaaaaaaaaaaaaaaaa", b: "bbbbbbbbbbbbbbbbbbbbbbbbb", c: "cccccccccccccc", d: { e: 1, f: [1, 2, 3] } });
console.log({ name: "Alice", age: 30, tags: ["a", "b"], address: { street: "Main St", city: "Springfield", geo: { lat: 1, lng: 2 } } });
console.log([{ id: 1, name: "one" }, { id: 2, name: "two" }, { id: 3, name: "three" }]);
console.log({ users: [{ id: 1, name: "one", roles: ["admin", "user"] }, { id: 2, name: "two", roles: [] }], total: 2 });
console.log({ a: 1, b: "x\ny" });
console.log({ a: { b: { c: {} } } }, { a: { b: { c: 1 } } });
