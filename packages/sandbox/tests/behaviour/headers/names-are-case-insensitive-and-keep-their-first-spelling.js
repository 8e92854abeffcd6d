// @expect {"success":true,"result":["a","1, 2",true,["content-type","x-one"]]}
const h = new Headers({ "Content-Type": "a", "X-One": "1" });
h.append("x-one", "2");
return [h.get("CONTENT-TYPE"), h.get("x-One"), h.has("X-ONE"), [...h.keys()]];
