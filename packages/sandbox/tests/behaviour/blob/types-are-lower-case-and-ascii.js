// @expect {"success":true,"result":["text/plain;charset=utf-8","","","","null","5","x~ y"]}
return ["Text/PLAIN;Charset=UTF-8", "é", "a\nb", "", null, 5, "x~ y"].map(type => new Blob([], { type }).type);
