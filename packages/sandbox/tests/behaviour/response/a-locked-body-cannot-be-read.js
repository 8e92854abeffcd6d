// @expect {"success":true,"result":["TypeError",false,"abc"]}
const r = new Response("abc");
const reader = r.body.getReader();
const refused = await r.text().catch(error => error.name);
reader.releaseLock();
return [refused, r.bodyUsed, await r.text()];
