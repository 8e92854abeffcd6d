// @expect {"success":true,"result":[1,null,3]}
[1, , 3]
