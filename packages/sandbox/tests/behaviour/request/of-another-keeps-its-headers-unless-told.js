// @expect {"success":true,"result":["1","2",[["a","1"]],[]]}
const first = new Request("http://a", { headers: { a: "1" } });
const second = new Request(first);
second.headers.set("a", "2");
return [first.headers.get("a"), second.headers.get("a"), [...new Request(first, { method: "POST" }).headers], [...new Request(first, { headers: {} }).headers]];
