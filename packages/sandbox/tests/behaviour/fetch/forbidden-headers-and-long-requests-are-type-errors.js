// @expect {"success":true,"result":["TypeError","TypeError","TypeError","TypeError"]}
const outcomes = [];
for (const [url, init] of [["https://a.example/", { headers: { host: "b" } }], [`https://a.example/${"x".repeat(20000)}`, {}], ["https://a.example/", { headers: { a: "x".repeat(70000) } }], ["https://a.example/", { method: "X".repeat(40) }]]) outcomes.push(await fetch(url, init).catch(error => error.name));
return outcomes;
