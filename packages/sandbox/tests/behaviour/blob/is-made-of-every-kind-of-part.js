// @expect {"success":true,"result":[33,"éabcdbcdabblob5nullundefinedtext",""]}
const buffer = new Uint8Array([97, 98, 99, 100]).buffer;
const blob = new Blob(["é", buffer, new Uint8Array(buffer, 1, 2), new DataView(buffer, 3), new Uint16Array([0x6261]), new Blob(["blob"]), 5, null, undefined, { toString: () => "text" }]);
return [blob.size, await blob.text(), blob.type];
