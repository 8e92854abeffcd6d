// @expect {"success":true,"result":[0,[["a","b"]]]}
const reasons = [];
const [a, b] = new ReadableStream({ cancel(reason) { reasons.push(reason); } }).tee();
const one = a.cancel("a");
const before = reasons.length;
await b.cancel("b");
await one;
return [before, reasons];
