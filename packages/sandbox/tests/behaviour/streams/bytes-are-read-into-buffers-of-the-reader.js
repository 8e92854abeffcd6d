// @expect {"success":true,"result":[[1,2],false,0,[3,4,5],0,true,0,8]}
const stream = new ReadableStream({ type: "bytes", pull(c) { c.enqueue(new Uint8Array([1, 2, 3, 4, 5])); c.close(); } });
const reader = stream.getReader({ mode: "byob" });
const buffer = new Uint8Array(2);
const one = await reader.read(buffer);
const two = await reader.read(new Uint8Array(8));
const bytes = [...two.value];
const end = await reader.read(new Uint8Array(two.value.buffer));
return [[...one.value], one.done, buffer.byteLength, bytes, two.value.byteLength, end.done, end.value.byteLength, end.value.buffer.byteLength];
