// @expect {"success":true,"result":0}
-0
