// @expect {"success":true,"result":["TypeError","RangeError","RangeError","TypeError",303]}
return [() => Response.redirect("/relative"), () => Response.redirect("http://a", 200), () => Response.redirect("http://a", 304), () => Response.redirect(), () => Response.redirect("http://a", "303").status].map(f => { try { return f() ?? "none"; } catch (error) { return error.name; } });
