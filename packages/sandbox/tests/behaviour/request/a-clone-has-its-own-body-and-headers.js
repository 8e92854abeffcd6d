// @expect {"success":true,"result":["http://a/","POST","1","body",false,"body"]}
const first = new Request("http://a", { method: "POST", body: "body", headers: { a: "1" } });
const clone = first.clone();
clone.headers.set("a", "2");
return [clone.url, clone.method, first.headers.get("a"), await clone.text(), first.bodyUsed, await first.text()];
