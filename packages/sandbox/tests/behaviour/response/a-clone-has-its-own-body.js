// @expect {"success":true,"result":[201,"x","default","1","2","abc",false,"abc",true]}
const r = new Response("abc", { status: 201, statusText: "x", headers: { a: "1" } });
const clone = r.clone();
clone.headers.set("a", "2");
return [clone.status, clone.statusText, clone.type, r.headers.get("a"), clone.headers.get("a"), await clone.text(), r.bodyUsed, await r.text(), clone.bodyUsed];
