// @expect {"success":true,"result":[true,[["content-type","a/b"],["x","1"]],"a/b"]}
const r = new Response("x");
r.headers.set("content-type", "a/b");
r.headers.append("x", "1");
return [r.headers === r.headers, [...r.headers], (await r.blob()).type];
