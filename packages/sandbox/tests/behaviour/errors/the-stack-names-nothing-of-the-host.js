// @expect {"success":true,"result":false}
/prelude|webapi|\/home|\/usr|\/build|node_modules/.test(new Error("x").stack + (() => { try { new URL("x"); } catch (e) { return e.stack; } })())
