// @expect {"success":true,"result":{"then":5}}
({ then: 5 })
