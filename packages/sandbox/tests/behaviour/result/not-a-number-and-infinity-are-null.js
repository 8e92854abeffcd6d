// @expect {"success":true,"result":[null,null,null]}
[NaN, Infinity, -Infinity]
