// @expect {"success":true,"result":[false,"two","one","x/y"]}
const first = new Request("http://a", { method: "POST", body: "one", headers: { "content-type": "x/y" } });
const second = new Request(first, { body: "two" });
return [first.bodyUsed, await second.text(), await first.text(), second.headers.get("content-type")];
