// @expect {"success":true,"result":["a=1; b=2","1, 2"]}
const h = new Headers([["cookie", "a=1"], ["Cookie", "b=2"], ["x", "1"], ["X", "2"]]);
return [h.get("cookie"), h.get("x")];
