// @expect {"success":true,"result":[[["b","1"],["a","2"],["b","3"]],["b","a","b"],["1","2","3"],"1",["1","3"],null,[],true,false]}
const form = new FormData();
form.append("b", "1");
form.append("a", "2");
form.append("b", "3");
return [[...form], [...form.keys()], [...form.values()], form.get("b"), form.getAll("b"), form.get("none"), form.getAll("none"), form.has("a"), form.has("none")];
