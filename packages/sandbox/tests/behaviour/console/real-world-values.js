// @expect {"success":true,"consoleOutput":["[log] [\n  {\n    id: 1,\n    title: 'First post',\n    author: { name: 'Ann', email: 'ann@example.com' },\n    tags: [ 'news', 'tech' ],\n    published: true,\n    views: 1024\n  },\n  {\n    id: 2,\n    title: 'Second post',\n    author: { name: 'Ben', email: 'ben@example.com' },\n    tags: [],\n    published: false,\n    views: 0\n  }\n]","[log] {\n  status: 200,\n  headers: { 'content-type': 'application/json', 'x-id': 'abc' },\n  body: '{\"a\":1}'\n}","[log] [ [ 'a', 1 ], [ 'b', { c: 2 } ] ]","[log] result: [ { n: 1, sq: 1 }, { n: 2, sq: 4 }, { n: 3, sq: 9 } ]","[log] Map(2) { 'users' => [ { name: 'a' }, { name: 'b' } ], 'total' => 2 }","[log] { matrix: [ [ 1, 0, 0 ], [ 0, 1, 0 ], [ 0, 0, 1 ] ] }","[log] [ 'a', 'b', 'c' ] [\n  'b',\n  'b',\n  index: 1,\n  input: 'abc',\n  groups: [Object: null prototype] { x: 'b' }\n]","[log] {\n  fn: [Function: fn],\n  date: 2001-09-09T01:46:40.000Z,\n  re: /a/g,\n  nan: NaN,\n  inf: -Infinity,\n  big: 1180591620717411303424n\n}","[log] { a: [ 1, { b: 2 } ] } [ 'h', 'é', 'l', 'l', 'o' ]"]}
console.log([{ id: 1, title: "First post", author: { name: "Ann", email: "ann@example.com" }, tags: ["news", "tech"], published: true, views: 1024 },
 { id: 2, title: "Second post", author: { name: "Ben", email: "ben@example.com" }, tags: [], published: false, views: 0 }]);
console.log({ status: 200, headers: { "content-type": "application/json", "x-id": "abc" }, body: '{"a":1}' });
console.log(Object.entries({ a: 1, b: { c: 2 } }));
console.log("result:", [1, 2, 3].map(n => ({ n, sq: n ** 2 })));
console.log(new Map([["users", [{ name: "a" }, { name: "b" }]], ["total", 2]]));
console.log({ matrix: [[1, 0, 0], [0, 1, 0], [0, 0, 1]] });
console.log("a,b;c".split(/[,;]/), "abc".match(/(?<x>b)/));
console.log({ fn: () => 1, date: new Date(1e12), re: /a/g, nan: NaN, inf: -Infinity, big: 2n ** 70n });
console.log(structuredClone({ a: [1, { b: 2 }] }), [..."héllo"]);
