// @expect {"success":true,"result":["TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError"]}
return ["/x", "x", "", "http://", "//a/b", "http://a b/", undefined].map(url => { try { return new Request(url).url; } catch (error) { return error.name; } });
