// @expect {"success":true,"result":"kept"}
block: { "kept"; break block; "never" }
