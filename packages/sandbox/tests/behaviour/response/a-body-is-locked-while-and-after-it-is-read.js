// @expect {"success":true,"result":[[true,true],true,true,"TypeError"]}
const r = new Response("abc");
const reading = r.text();
const during = [r.bodyUsed, r.body.locked];
await reading;
return [during, r.bodyUsed, r.body.locked, await r.body.cancel().catch(error => error.name)];
