// @expect {"success":true,"result":[1,"boom"]}
const ended = new TransformStream({ transform(chunk, c) { c.enqueue(chunk); c.terminate(); } });
const failed = new TransformStream({ transform() { throw new RangeError("boom"); } });
const seen = [];
for await (const x of ReadableStream.from([1, 2, 3]).pipeThrough(ended)) seen.push(x);
try { for await (const x of ReadableStream.from([1]).pipeThrough(failed)) seen.push(x); } catch (error) { seen.push(error.message); }
return seen;
