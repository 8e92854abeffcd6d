// @expect {"success":true,"result":[[1,2,3],false]}
const stream = new ReadableStream({ start(c) { for (const x of [1, 2, 3]) c.enqueue(x); c.close(); } });
const seen = [];
for await (const x of stream) seen.push(x);
return [seen, stream.locked];
