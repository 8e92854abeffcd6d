// @expect {"success":true,"result":["PUT",[["a","1"]],"http://b/c#d","origin","same-origin","omit","no-store","manual","sha256-x",true]}
const r = new Request("http://a", { method: "PUT", headers: { a: "1" }, referrer: "http://b/c#d", referrerPolicy: "origin", mode: "same-origin", credentials: "omit", cache: "no-store", redirect: "manual", integrity: "sha256-x", keepalive: true, window: null });
return [r.method, [...r.headers], r.referrer, r.referrerPolicy, r.mode, r.credentials, r.cache, r.redirect, r.integrity, r.keepalive];
