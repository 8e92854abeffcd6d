// @expect {"success":true,"result":["","","x/y",""]}
const blob = new Blob(["abc"], { type: "text/plain" });
return [blob.slice().type, blob.slice(0, 1).type, blob.slice(0, 1, "X/Y").type, blob.slice(0, 1, "é").type];
