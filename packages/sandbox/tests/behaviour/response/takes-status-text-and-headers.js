// @expect {"success":true,"result":[404,"Not Found é",false,[["content-type","text/plain;charset=UTF-8"],["x-a","1"]],"body"]}
const r = new Response("body", { status: 404, statusText: "Not Found é", headers: { "x-a": "1" } });
return [r.status, r.statusText, r.ok, [...r.headers], await r.text()];
