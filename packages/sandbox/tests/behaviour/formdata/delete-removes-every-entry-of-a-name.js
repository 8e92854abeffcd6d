// @expect {"success":true,"result":[["b","2"]]}
const form = new FormData();
for (const [name, value] of [["a", "1"], ["b", "2"], ["a", "3"]]) form.append(name, value);
form.delete("a");
form.delete("none");
return [...form];
