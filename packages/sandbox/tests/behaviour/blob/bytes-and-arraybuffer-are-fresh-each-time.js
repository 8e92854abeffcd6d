// @expect {"success":true,"result":[true,[97,98,99],"ArrayBuffer","Uint8Array",[97,98,99],true]}
const blob = new Blob(["ab", "c"]);
const one = await blob.arrayBuffer();
const two = await blob.arrayBuffer();
const bytes = await blob.bytes();
return [one !== two, [...new Uint8Array(one)], one.constructor.name, bytes.constructor.name, [...bytes], bytes.byteLength === bytes.buffer.byteLength];
