// @expect {"success":true,"result":["[object FormData]","[object FormData Iterator]",["append","delete","entries","forEach","get","getAll","has","keys","set","values"],[],"{}",true]}
const form = new FormData();
form.append("a", "1");
return [Object.prototype.toString.call(form), Object.prototype.toString.call(form.entries()), Object.keys(FormData.prototype).sort(), Object.keys(form), JSON.stringify(form), FormData.prototype[Symbol.iterator] === FormData.prototype.entries];
