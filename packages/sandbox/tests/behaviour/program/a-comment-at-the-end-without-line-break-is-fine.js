// @expect {"success":true,"result":1}
return 1 // the end
