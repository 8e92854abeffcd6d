// @expect {"success":true,"result":"two"}
switch (2) { case 1: "one"; break; case 2: "two"; break; default: "other" }
