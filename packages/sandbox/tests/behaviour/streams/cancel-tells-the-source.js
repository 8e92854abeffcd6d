// @expect {"success":true,"result":[["enough"],{"done":true},"closed"]}
const reasons = [];
const stream = new ReadableStream({ cancel(reason) { reasons.push(reason); } });
await stream.cancel("enough");
const reader = stream.getReader();
return [reasons, await reader.read(), await reader.closed.then(() => "closed")];
