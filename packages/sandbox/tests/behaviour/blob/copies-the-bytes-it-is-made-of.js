// @expect {"success":true,"result":["ab",2]}
const bytes = new Uint8Array([97, 98]);
const blob = new Blob([bytes]);
bytes[0] = 122;
const copy = await blob.arrayBuffer();
new Uint8Array(copy)[0] = 120;
return [await blob.text(), copy.byteLength];
