if (URL.parse("::") !== null) throw new Error("not null");
if (URL.parse("/p?q", "http://h").href !== "http://h/p?q") throw new Error("wrong href");
return "ok";
