// @expect {"success":true,"result":2}
for (const n of [1, 2, 3]) { n; if (n === 2) { n; break; } }
