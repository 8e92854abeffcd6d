// @expect {"success":true,"result":[[7,8],4]}
const stream = new ReadableStream({ type: "bytes", pull(c) { const { view } = c.byobRequest; view[0] = 7; view[1] = 8; c.byobRequest.respond(2); } });
const reader = stream.getReader({ mode: "byob" });
const { value } = await reader.read(new Uint8Array(4));
return [[...value], value.buffer.byteLength];
