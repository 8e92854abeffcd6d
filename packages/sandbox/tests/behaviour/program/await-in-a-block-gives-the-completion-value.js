// @expect {"success":true,"result":"deep"}
if (true) { try { await null; await "deep" } finally { await 0 } }
