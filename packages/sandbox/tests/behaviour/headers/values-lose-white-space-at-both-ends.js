// @expect {"success":true,"result":["a","b c","","","a\tb"]}
return [" a ", "\t\r\n b c \n", "", "   ", "a\tb"].map(value => new Headers({ x: value }).get("x"));
