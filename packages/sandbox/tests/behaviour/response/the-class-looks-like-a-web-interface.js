// @expect {"success":true,"result":["[object Response]","Response",0,["arrayBuffer","blob","body","bodyUsed","bytes","clone","formData","headers","json","ok","redirected","status","statusText","text","type","url"],[],"{}",["error","json","redirect"]]}
const r = new Response("x");
const names = [];
for (const name in r) names.push(name);
return [Object.prototype.toString.call(r), Response.name, Response.length, names.sort(), Object.keys(r), JSON.stringify(r), Object.keys(Response).sort()];
