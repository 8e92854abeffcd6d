// @expect {"success":true,"result":[[["set-cookie","a=1"],["set-cookie","b=2"],["x","y"]],["a=1","b=2"],"a=1, b=2"]}
const h = new Headers([["set-cookie", "a=1"], ["x", "y"], ["Set-Cookie", "b=2"]]);
return [[...h], h.getSetCookie(), h.get("set-cookie")];
