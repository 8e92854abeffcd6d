// @expect {"success":true,"result":[true,true]}
const form = new FormData();
const file = new File(["x"], "n");
form.append("a", file);
return [form.get("a") === file, form.get("a") === form.get("a")];
