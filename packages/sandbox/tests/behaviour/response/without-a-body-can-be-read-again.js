// @expect {"success":true,"result":["","",false]}
const r = new Response();
return [await r.text(), await r.text(), r.bodyUsed];
