// @expect {"success":true,"result":["http://a/b#c","POST",[["c","3"]],"manual","omit",true,false,"body"]}
const first = new Request("http://a/b#c", { method: "POST", body: "body", headers: { a: "1", b: "2" }, redirect: "error", credentials: "omit" });
const second = new Request(first, { headers: { c: "3" }, redirect: "manual" });
return [second.url, second.method, [...second.headers], second.redirect, second.credentials, first.bodyUsed, second.bodyUsed, await second.text()];
