// @expect {"success":true,"result":[[["b","2"]],false,null]}
const h = new Headers({ a: "1", b: "2" });
h.delete("c");
h.delete("A");
return [[...h], h.has("a"), h.get("a")];
