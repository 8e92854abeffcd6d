// @expect {"success":true,"result":[302,"http://a.example/%C3%A9?x#y","default",null,false,308,"http://b.example/"]}
const r = Response.redirect("http://a.example/é?x#y");
const other = Response.redirect(new URL("http://b.example"), 308);
return [r.status, r.headers.get("location"), r.type, r.body, r.redirected, other.status, other.headers.get("location")];
