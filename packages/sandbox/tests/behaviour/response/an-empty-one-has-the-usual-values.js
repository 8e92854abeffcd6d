// @expect {"success":true,"result":[200,"",true,"default","",false,null,false,[],""]}
const r = new Response();
return [r.status, r.statusText, r.ok, r.type, r.url, r.redirected, r.body, r.bodyUsed, [...r.headers], await r.text()];
