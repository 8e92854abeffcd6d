// @expect {"success":true,"result":["TypeError","TypeError","TypeError","http://a/"]}
return ["http://user@a/", "http://user:pass@a/", "http://:pass@a/", "http://@a/"].map(url => { try { return new Request(url).url; } catch (error) { return error.name; } });
