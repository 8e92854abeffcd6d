// @expect {"success":true,"result":["TypeError","TypeError","TypeError","TypeError","http://a/"]}
return [() => new Request(), () => new Request("http://a", 5), () => new Request("http://a", "x"), () => Request("http://a"), () => new Request("http://a", null).url].map(f => { try { return f() ?? "none"; } catch (error) { return error.name; } });
