// @expect {"success":true,"result":[["abort",true],true,["cancel",true],true]}
const error = new RangeError("boom");
const log = [];
const bad = new ReadableStream({ start(c) { c.error(error); } });
log.push(await bad.pipeTo(new WritableStream({ abort(reason) { log.push(["abort", reason === error]); } })).catch(e => e === error));
const good = new ReadableStream({ start(c) { c.enqueue(1); }, cancel(reason) { log.push(["cancel", reason === error]); } });
log.push(await good.pipeTo(new WritableStream({ write() { throw error; } })).catch(e => e === error));
return log;
