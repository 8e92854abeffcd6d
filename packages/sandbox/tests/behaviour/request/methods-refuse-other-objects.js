// @expect {"success":true,"result":["TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError"]}
const outcomes = [];
for (const name of ["text", "json"]) outcomes.push(await Request.prototype[name].call({}).catch(error => error.name));
for (const name of ["method", "url", "headers", "signal", "body"]) {
  try { Object.getOwnPropertyDescriptor(Request.prototype, name).get.call({}); } catch (error) { outcomes.push(error.name); }
}
return outcomes;
