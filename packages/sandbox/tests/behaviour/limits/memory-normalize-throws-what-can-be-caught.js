// @request {"timeoutMs":15000}
// @expect {"success":true,"result":true}
try { "\ufdfa".repeat(1000000).normalize("NFKC"); } catch (e) { e === null || e instanceof Error }
