// @expect {"success":true,"result":[{"a":1},[["a","1"],["b","2"]],[97,98],3,"a/b"]}
const post = body => new Request("http://a", { method: "POST", body });
return [await post("{\"a\":1}").json(), [...await post(new URLSearchParams("a=1&b=2")).formData()], [...await post("ab").bytes()], (await post("abc").arrayBuffer()).byteLength, (await post(new Blob(["x"], { type: "a/b" })).blob()).type];
