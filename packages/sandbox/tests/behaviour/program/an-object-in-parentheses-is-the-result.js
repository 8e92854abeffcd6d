// @expect {"success":true,"result":{"a":1,"b":[true,null]}}
({ a: 1, b: [true, null] })
