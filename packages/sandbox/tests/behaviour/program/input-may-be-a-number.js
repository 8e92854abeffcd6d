// @request {"input":0}
// @expect {"success":true,"result":[0,"number"]}
[input, typeof input]
