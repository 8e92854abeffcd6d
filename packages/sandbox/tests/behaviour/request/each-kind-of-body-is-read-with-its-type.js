// @expect {"success":true,"result":[["text/plain;charset=UTF-8","téxt",true],["application/x-www-form-urlencoded;charset=UTF-8","a=1",true],["x/y","b",true],[null,"a",true],[null,"\u0000\u0000",true]]}
const bodies = ["téxt", new URLSearchParams("a=1"), new Blob(["b"], { type: "x/y" }), new Uint8Array([97]), new ArrayBuffer(2)];
const outcomes = [];
for (const body of bodies) {
  const r = new Request("http://a", { method: "POST", body });
  outcomes.push([r.headers.get("content-type"), await r.text(), r.bodyUsed]);
}
return outcomes;
