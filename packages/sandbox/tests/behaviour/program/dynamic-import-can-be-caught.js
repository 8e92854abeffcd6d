// @expect {"success":true,"result":"TypeError"}
try { await import("./x.js"); } catch (e) { return e.name; }
