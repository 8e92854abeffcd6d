// @expect {"success":true,"result":[true,"TypeError"]}
const r = new Response("abc");
const reader = r.body.getReader();
await reader.read();
reader.releaseLock();
return [r.bodyUsed, await r.text().catch(error => error.name)];
