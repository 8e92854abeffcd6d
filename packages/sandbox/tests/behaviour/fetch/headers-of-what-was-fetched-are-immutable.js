// @expect {"success":true,"result":["TypeError",[["content-type","text/plain;charset=US-ASCII"]]]}
const r = await fetch("data:,x");
try { r.headers.set("a", "b"); } catch (error) { return [error.name, [...r.headers]]; }
