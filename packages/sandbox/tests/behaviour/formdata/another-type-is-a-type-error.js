// @expect {"success":true,"result":["Content-Type was not one of \"multipart/form-data\" or \"application/x-www-form-urlencoded\".","Content-Type was not one of \"multipart/form-data\" or \"application/x-www-form-urlencoded\".","Content-Type was not one of \"multipart/form-data\" or \"application/x-www-form-urlencoded\".","Content-Type was not one of \"multipart/form-data\" or \"application/x-www-form-urlencoded\".","TypeError"]}
const outcomes = [];
for (const type of ["text/plain", "application/json", "multipart/mixed; boundary=x", ""]) outcomes.push(await new Response("a=1", { headers: { "content-type": type } }).formData().catch(error => error.message));
outcomes.push(await new Response().formData().catch(error => error.name));
return outcomes;
