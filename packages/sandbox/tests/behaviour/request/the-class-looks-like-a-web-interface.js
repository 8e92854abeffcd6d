// @expect {"success":true,"result":["[object Request]","Request",1,[],"{}",true]}
const r = new Request("http://a");
return [Object.prototype.toString.call(r), Request.name, Request.length, Object.keys(r), JSON.stringify(r), ["method", "url", "headers", "body", "signal", "clone", "text"].every(name => Object.keys(Request.prototype).includes(name) || name === "text")];
