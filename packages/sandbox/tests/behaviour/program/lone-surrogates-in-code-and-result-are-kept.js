// @expect {"success":true,"result":["\udfff","\ud83d",1]}
["\udfff", "😀"[0], "\ud83d".length]
