// @expect {"success":true,"result":[1,"s",false]}
[Object(1), Object("s"), Object(false)]
