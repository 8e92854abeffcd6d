// @expect {"success":true,"result":[[["a","1"],["b","2"]],[["a","1"],["b","2"]],[["a","1"],["b","2"]],[["a","1"],["b","2"]],[],[],[],[]]}
const pairs = function* () { yield ["a", "1"]; yield new Set(["b", "2"]); };
const first = new Headers({ a: "1", b: "2" });
return [
  [...new Headers([["a", "1"], ["b", "2"]])], [...new Headers(new Map([["a", "1"], ["b", "2"]]))], [...new Headers(pairs())],
  [...new Headers(first)], [...new Headers()], [...new Headers(undefined)], [...new Headers([])], [...new Headers({})],
];
