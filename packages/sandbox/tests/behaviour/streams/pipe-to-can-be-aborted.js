// @expect {"success":true,"result":["abort why","cancel why","rejected why"]}
const control = new AbortController();
const log = [];
const piping = new ReadableStream({ cancel(reason) { log.push(`cancel ${reason}`); } }).pipeTo(new WritableStream({ abort(reason) { log.push(`abort ${reason}`); } }), { signal: control.signal }).catch(reason => log.push(`rejected ${reason}`));
control.abort("why");
await piping;
return log.sort();
