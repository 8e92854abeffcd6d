// @expect {"success":true,"result":[["start","begin 1","end 1","begin 2","end 2","close"],true,"closed"]}
const log = [];
const stream = new WritableStream({ start() { log.push("start"); }, async write(chunk) { log.push(`begin ${chunk}`); await null; log.push(`end ${chunk}`); }, close() { log.push("close"); } });
const writer = stream.getWriter();
writer.write(1);
writer.write(2);
await writer.close();
return [log, stream.locked, await writer.closed.then(() => "closed")];
