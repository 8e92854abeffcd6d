// @expect {"success":true,"result":[1,10,2,20,"end"]}
const doubled = new TransformStream({ transform(chunk, c) { c.enqueue(chunk); c.enqueue(chunk * 10); }, flush(c) { c.enqueue("end"); } });
const seen = [];
for await (const x of ReadableStream.from([1, 2]).pipeThrough(doubled)) seen.push(x);
return seen;
