// @expect {"success":true,"result":"{\"1\":0,\"2\":0,\"b\":0,\"a\":0}"}
JSON.stringify({ b: 0, 2: 0, a: 0, 1: 0 })
