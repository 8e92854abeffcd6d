// @expect {"success":true,"result":[["c=3"],[],null,[]]}
const h = new Headers([["set-cookie", "a=1"], ["set-cookie", "b=2"]]);
h.set("Set-Cookie", "c=3");
const one = h.getSetCookie();
h.delete("SET-COOKIE");
return [one, h.getSetCookie(), h.get("set-cookie"), [...h]];
