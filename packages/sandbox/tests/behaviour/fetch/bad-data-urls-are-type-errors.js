// @expect {"success":true,"result":["TypeError","TypeError","TypeError","TypeError"]}
const outcomes = [];
for (const url of ["data:text/plain", "data:;base64,@@", "data:;base64,a", "data:"]) outcomes.push(await fetch(url).catch(error => error.name));
return outcomes;
