// @expect {"success":true,"result":["TypeError","new"]}
const first = new Request("http://a", { method: "POST", body: "one" });
await first.text();
const outcomes = [];
try { new Request(first); outcomes.push("none"); } catch (error) { outcomes.push(error.name); }
outcomes.push(await new Request(first, { body: "new" }).text());
return outcomes;
