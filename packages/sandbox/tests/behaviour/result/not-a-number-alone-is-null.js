// @expect {"success":true,"result":null}
0 / 0
