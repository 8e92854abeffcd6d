// @expect {"success":true,"result":[["SyntaxError",true],["SyntaxError",true],["SyntaxError",true],["SyntaxError",true],["SyntaxError",true]]}
const outcomes = [];
for (const text of ["{", "", "undefined", "{'a':1}", "[1,]"]) outcomes.push(await new Response(text).json().catch(error => [error.name, error instanceof SyntaxError]));
return outcomes;
