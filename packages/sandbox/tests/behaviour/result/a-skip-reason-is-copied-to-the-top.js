// @expect {"success":true,"result":{"skip_reason":"nothing new","n":0},"skip_reason":"nothing new"}
({ skip_reason: "nothing new", n: 0 })
