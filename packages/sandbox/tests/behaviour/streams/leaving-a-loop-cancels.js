// @expect {"success":true,"result":[["none"],2]}
const reasons = [];
const make = () => new ReadableStream({ start(c) { c.enqueue(1); c.enqueue(2); }, cancel(reason) { reasons.push(reason ?? "none"); } });
for await (const x of make()) break;
const kept = make();
for await (const x of kept.values({ preventCancel: true })) break;
const rest = (await kept.getReader().read()).value;
return [reasons, rest];
