// @expect {"success":true,"result":[["TypeError","TypeError","TypeError"],["TypeError","TypeError","TypeError"]]}
return [Response.error(), Response.redirect("http://a")].map(r => ["set", "append", "delete"].map(method => { try { r.headers[method]("a", "b"); return "none"; } catch (error) { return error.name; } }));
