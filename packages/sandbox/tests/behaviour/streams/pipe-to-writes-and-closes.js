// @expect {"success":true,"result":[1,2,"close",3]}
const log = [];
await ReadableStream.from([1, 2]).pipeTo(new WritableStream({ write(chunk) { log.push(chunk); }, close() { log.push("close"); } }));
await ReadableStream.from([3]).pipeTo(new WritableStream({ write(chunk) { log.push(chunk); }, close() { log.push("never"); } }), { preventClose: true });
return log;
