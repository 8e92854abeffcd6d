// @expect {"success":true,"result":["why"]}
const reasons = [];
const body = new ReadableStream({ cancel(reason) { reasons.push(reason); } });
await fetch("http://a.example/", { method: "POST", body, duplex: "half", signal: AbortSignal.abort("why") }).catch(() => {});
return reasons;
