// @expect {"success":true,"result":["n/a�.txt","text/x",3,5,"abc",true,true,"[object File]"]}
const file = new File(["abc"], "n/a\ud800.txt", { type: "Text/X", lastModified: 5 });
const before = Date.now();
const now = new File([], "x").lastModified;
return [file.name, file.type, file.size, file.lastModified, await file.text(), now >= before && now <= Date.now(), file instanceof Blob, Object.prototype.toString.call(file)];
