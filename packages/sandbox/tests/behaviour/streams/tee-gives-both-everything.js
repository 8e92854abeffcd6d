// @expect {"success":true,"result":[[1,2],[1,2]]}
const [a, b] = new ReadableStream({ start(c) { c.enqueue(1); c.enqueue(2); c.close(); } }).tee();
const all = async stream => { const seen = []; for await (const x of stream) seen.push(x); return seen; };
return [await all(a), await all(b)];
