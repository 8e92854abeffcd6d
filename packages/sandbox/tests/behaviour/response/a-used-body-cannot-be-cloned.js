// @expect {"success":true,"result":["TypeError","TypeError"]}
const used = new Response("x");
await used.text();
const locked = new Response("x");
locked.body.getReader();
return [used, locked].map(r => { try { r.clone(); return "none"; } catch (error) { return error.name; } });
