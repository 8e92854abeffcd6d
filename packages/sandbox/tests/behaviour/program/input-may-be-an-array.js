// @request {"input":[3,1,2]}
// @expect {"success":true,"result":[[1,2,3],true]}
[input.sort(), input instanceof Array]
