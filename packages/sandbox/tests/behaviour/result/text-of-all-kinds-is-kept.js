// @expect {"success":true,"result":"\"\\\u0000\u001f\u007f\u2028é漢😀\ud800"}
"\"\\\u0000\u001f\u007f\u2028é漢😀\ud800"
