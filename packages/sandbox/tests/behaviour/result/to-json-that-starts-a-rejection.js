// @expect {"success":true,"result":1}
({ toJSON() { Promise.resolve(1); return 1; } })
