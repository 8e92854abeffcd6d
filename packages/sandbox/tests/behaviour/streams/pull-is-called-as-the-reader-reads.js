// @expect {"success":true,"result":["started","pull 1","read","pull 2","read","pull 3","read"]}
const log = [];
let n = 0;
const stream = new ReadableStream({ pull(c) { log.push(`pull ${++n}`); c.enqueue(n); if (n === 3) c.close(); } }, { highWaterMark: 0 });
const reader = stream.getReader();
await null;
log.push("started");
while (!(await reader.read()).done) log.push("read");
return log;
