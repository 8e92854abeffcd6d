// @expect {"success":true,"result":["ab","xy","12"]}
const parts = function* () { yield "a"; yield "b"; };
return [await new Blob(parts()).text(), await new Blob(new Set(["x", "y"])).text(), await new Blob(new Uint8Array([1, 2])).text()];
