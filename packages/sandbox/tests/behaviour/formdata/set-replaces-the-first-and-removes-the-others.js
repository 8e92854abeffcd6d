// @expect {"success":true,"result":[["a","x"],["b","2"],["c","4"],["d","new"]]}
const form = new FormData();
for (const [name, value] of [["a", "1"], ["b", "2"], ["a", "3"], ["c", "4"], ["a", "5"]]) form.append(name, value);
form.set("a", "x");
form.set("d", "new");
return [...form];
