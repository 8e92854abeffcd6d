// @expect {"success":true,"result":[["1","a",true]]}
const form = new FormData();
form.append("a", "1");
const seen = [];
form.forEach((value, name, all) => seen.push([value, name, all === form]));
return seen;
