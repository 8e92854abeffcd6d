// @expect {"success":true,"result":"no"}
if (input) "yes"; else { 1; "no" }
