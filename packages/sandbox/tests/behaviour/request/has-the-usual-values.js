// @expect {"success":true,"result":["GET","http://a.example/b",[],"","about:client","","cors","same-origin","default","follow","",false,false,false,"half",null,false,false]}
const r = new Request("http://a.example/b");
return [r.method, r.url, [...r.headers], r.destination, r.referrer, r.referrerPolicy, r.mode, r.credentials, r.cache, r.redirect, r.integrity, r.keepalive, r.isReloadNavigation, r.isHistoryNavigation, r.duplex, r.body, r.bodyUsed, r.signal.aborted];
