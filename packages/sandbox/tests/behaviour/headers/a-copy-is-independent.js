// @expect {"success":true,"result":[[["a","1"]],[["a","2"],["b","3"]]]}
const first = new Headers({ a: "1" });
const second = new Headers(first);
second.set("a", "2");
second.append("b", "3");
return [[...first], [...second]];
