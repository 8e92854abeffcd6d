// @expect {"success":true,"result":["TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","null","TypeError"]}
return ["", "a b", "CONNECT", "trace", "TRACK", "GET\n", "é", "a/b", null, "connect "].map(method => { try { return new Request("http://a", { method }).method; } catch (error) { return error.name; } });
