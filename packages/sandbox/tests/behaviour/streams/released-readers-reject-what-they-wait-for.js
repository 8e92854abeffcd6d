// @expect {"success":true,"result":["TypeError","TypeError",true]}
const stream = new ReadableStream();
const reader = stream.getReader();
const waiting = reader.read().catch(error => error.name);
reader.releaseLock();
return [await waiting, await reader.closed.catch(error => error.name), stream.getReader() instanceof ReadableStreamDefaultReader];
