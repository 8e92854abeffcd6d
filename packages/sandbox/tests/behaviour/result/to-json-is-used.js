// @expect {"success":true,"result":{"money":"5 EUR"}}
({ money: { toJSON(key) { return `5 EUR`; } } })
