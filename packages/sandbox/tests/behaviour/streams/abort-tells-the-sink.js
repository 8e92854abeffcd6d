// @expect {"success":true,"result":[["why"],true,"why","why","why"]}
const reasons = [];
let signal;
const stream = new WritableStream({ start(c) { signal = c.signal; }, abort(reason) { reasons.push(reason); } });
const writer = stream.getWriter();
await writer.abort("why");
return [reasons, signal.aborted, signal.reason, await writer.write(1).catch(e => e), await writer.closed.catch(e => e)];
