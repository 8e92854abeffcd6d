// @expect {"success":true,"result":["TypeError","text TypeError","arrayBuffer TypeError"]}
const get = Object.getOwnPropertyDescriptor(Blob.prototype, "size").get;
const outcomes = [];
try { get.call({}); } catch (error) { outcomes.push(error.name); }
for (const name of ["text", "arrayBuffer"]) await Blob.prototype[name].call({}).catch(error => outcomes.push(`${name} ${error.name}`));
return outcomes;
