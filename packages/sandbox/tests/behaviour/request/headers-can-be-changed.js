// @expect {"success":true,"result":[true,[["a","2"],["b","3"]]]}
const r = new Request("http://a", { headers: { a: "1" } });
r.headers.set("a", "2");
r.headers.append("b", "3");
return [r.headers === r.headers, [...r.headers]];
