// @expect {"success":true,"result":["TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError"]}
const outcomes = [];
for (const url of ["ftp://a/", "file:///etc/passwd", "about:blank", "blob:http://a/b", "javascript:1", "ws://a/", "chrome://x"]) outcomes.push(await fetch(url).catch(error => error.name));
return outcomes;
