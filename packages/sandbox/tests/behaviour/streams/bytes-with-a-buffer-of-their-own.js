// @expect {"success":true,"result":[[16],[9]]}
const views = [];
const stream = new ReadableStream({ type: "bytes", autoAllocateChunkSize: 16, pull(c) { views.push(c.byobRequest.view.byteLength); c.byobRequest.view[0] = 9; c.byobRequest.respond(1); } });
const { value } = await stream.getReader().read();
return [views, [...value]];
