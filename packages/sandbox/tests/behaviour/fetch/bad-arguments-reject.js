// @expect {"success":true,"result":["TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError"]}
const outcomes = [];
for (const args of [[], ["/x"], [""], ["http://u:p@a/"], [Symbol("s")], ["data:,x", 5], ["data:,x", { method: "TRACE" }], ["data:,x", { body: "x" }], ["data:,x", { headers: { "a b": "c" } }], ["data:,x", { signal: {} }]]) {
  try { outcomes.push(await fetch(...args).then(() => "none", error => error.name)); } catch { outcomes.push("threw"); }
}
return outcomes;
