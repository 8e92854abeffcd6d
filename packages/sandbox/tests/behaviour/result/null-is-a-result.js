// @expect {"success":true,"result":null}
null
