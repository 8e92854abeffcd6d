// @expect {"success":true,"result":[[["a","1"],["b","2, 3"],["c","4"]],[["a","1"],["b","2, 3"],["c","4"]],["1","2, 3","4"],["a","b","c"]]}
const h = new Headers([["b", "2"], ["a", "1"], ["b", "3"], ["C", "4"]]);
return [[...h], [...h.entries()], [...h.values()], [...h.keys()]];
