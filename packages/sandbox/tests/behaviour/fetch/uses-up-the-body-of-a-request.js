// @expect {"success":true,"result":[true,"TypeError"]}
const r = new Request("data:,x", { method: "POST", body: "abc" });
await (await fetch(r)).text();
return [r.bodyUsed, await fetch(r).catch(error => error.name)];
