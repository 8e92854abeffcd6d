// @expect {"success":true,"result":["TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError"]}
const outcomes = [];
for (const name of ["text", "json", "blob", "arrayBuffer", "formData", "bytes"]) outcomes.push(await Response.prototype[name].call({}).catch(error => error.name));
for (const name of ["status", "headers", "body", "url", "ok", "bodyUsed"]) {
  try { Object.getOwnPropertyDescriptor(Response.prototype, name).get.call({}); } catch (error) { outcomes.push(error.name); }
}
return outcomes;
