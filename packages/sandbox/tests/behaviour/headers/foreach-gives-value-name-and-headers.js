// @expect {"success":true,"result":[["1","a",true,true],["2","b",true,true]]}
const h = new Headers({ b: "2", a: "1" });
const seen = [];
h.forEach(function (value, name, all) { seen.push([value, name, all === h, this === seen]); }, seen);
return seen;
