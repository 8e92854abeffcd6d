// @expect {"success":true,"result":[true,true,true,"TypeError"]}
const error = new RangeError("boom");
const writer = new WritableStream({ write() { throw error; } }).getWriter();
return [await writer.write(1).catch(e => e === error), await writer.write(2).catch(e => e === error), await writer.closed.catch(e => e === error), await writer.close().catch(e => e.name)];
