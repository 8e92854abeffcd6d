// @expect {"success":true,"result":{"x":1}}
new (class Point { #hidden = 2; x = 1; get y() { return 3; } static z = 4; })()
