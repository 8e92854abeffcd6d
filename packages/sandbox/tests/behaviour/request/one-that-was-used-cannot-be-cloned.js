// @expect {"success":true,"result":"TypeError"}
const r = new Request("http://a", { method: "POST", body: "x" });
await r.text();
try { r.clone(); } catch (error) { return error.name; }
