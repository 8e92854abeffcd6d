// @expect {"success":true,"result":[0,[1,2]]}
const bytes = new Uint8Array([1, 2]);
const stream = new ReadableStream({ type: "bytes", start(c) { c.enqueue(bytes); } });
const { value } = await stream.getReader().read();
return [bytes.byteLength, [...value]];
