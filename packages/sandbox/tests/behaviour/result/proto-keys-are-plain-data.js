// @expect {"success":true,"result":{"__proto__":1,"a":2}}
JSON.parse('{"__proto__":1,"a":2}')
