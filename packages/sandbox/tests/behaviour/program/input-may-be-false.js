// @request {"input":false}
// @expect {"success":true,"result":[false,"boolean"]}
[input, typeof input]
