// @expect {"success":true,"result":[201,[["content-type","application/json"],["x-a","1"]],"default","{\"a\":[1,\"é\"]}","a/b",200]}
const r = Response.json({ a: [1, "é"] }, { status: 201, headers: { "x-a": "1" } });
const typed = Response.json(1, { headers: { "content-type": "a/b" } });
return [r.status, [...r.headers], r.type, await r.text(), typed.headers.get("content-type"), Response.json(null).status];
