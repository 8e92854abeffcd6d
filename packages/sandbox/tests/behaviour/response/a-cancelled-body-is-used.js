// @expect {"success":true,"result":[true,"TypeError"]}
const r = new Response("abc");
await r.body.cancel("enough");
return [r.bodyUsed, await r.text().catch(error => error.name)];
