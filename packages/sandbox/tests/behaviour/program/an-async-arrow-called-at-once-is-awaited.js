// @expect {"success":true,"result":1}
(async () => { await null; return 1; })();
