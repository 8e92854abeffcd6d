// @expect {"success":true,"result":["fetch to ftp://a.example/ refused: only http:, https: and data: URLs can be fetched","fetch to file:///etc/passwd refused: only http:, https: and data: URLs can be fetched"]}
const outcomes = [];
for (const url of ["ftp://a.example/", "file:///etc/passwd"]) outcomes.push(await fetch(url).catch(error => error.message));
return outcomes;
