// @expect {"success":true,"result":[false,"abc",true,true]}
const r = new Response("abc");
const { body } = r;
return [body.locked, await r.text(), r.bodyUsed, body.locked];
