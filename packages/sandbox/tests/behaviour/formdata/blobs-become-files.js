// @expect {"success":true,"result":[[true,"blob","a/b",1,false],[true,"named.txt","",1,false],[true,"own.txt","c/d",1,true],[true,"other.txt","",1,true]]}
const form = new FormData();
form.append("a", new Blob(["x"], { type: "a/b" }));
form.append("b", new Blob(["y"]), "named.txt");
form.append("c", new File(["z"], "own.txt", { type: "c/d", lastModified: 5 }));
form.append("d", new File(["z"], "own.txt", { lastModified: 5 }), "other.txt");
const files = form.getAll("a").concat(form.getAll("b"), form.getAll("c"), form.getAll("d"));
return files.map(file => [file instanceof File, file.name, file.type, file.size, file.lastModified === 5]);
