// @expect {"success":true,"result":1}
{ a: 1 }
