// @expect {"success":true,"result":["1","null","undefined","[object Object]","1,2","true","a�"]}
const form = new FormData();
for (const value of [1, null, undefined, {}, [1, 2], true, "a\ud800"]) form.append("x", value);
return form.getAll("x");
