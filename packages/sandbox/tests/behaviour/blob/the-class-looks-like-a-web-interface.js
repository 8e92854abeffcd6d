// @expect {"success":true,"result":["[object Blob]","Blob",0,"{}",[],true]}
const blob = new Blob(["x"], { type: "a/b" });
return [Object.prototype.toString.call(blob), Blob.name, Blob.length, JSON.stringify(blob), Object.keys(blob), ["arrayBuffer", "size", "slice", "stream", "text", "type"].every(name => Object.keys(Blob.prototype).includes(name))];
