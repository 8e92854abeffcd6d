// @request {"input":null}
// @expect {"success":true,"result":[null,true]}
[input, input === null]
