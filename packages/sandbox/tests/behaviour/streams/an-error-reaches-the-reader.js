// @expect {"success":true,"result":[{"value":1,"done":false},true,true]}
const error = new RangeError("boom");
const stream = new ReadableStream({ start(c) { c.enqueue(1); }, pull(c) { c.error(error); } }, { highWaterMark: 2 });
const reader = stream.getReader();
const first = await reader.read().catch(e => e === error);
return [first, await reader.read().catch(e => e === error), await reader.closed.catch(e => e === error)];
