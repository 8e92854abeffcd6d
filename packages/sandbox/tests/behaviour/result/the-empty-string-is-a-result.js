// @expect {"success":true,"result":""}
""
