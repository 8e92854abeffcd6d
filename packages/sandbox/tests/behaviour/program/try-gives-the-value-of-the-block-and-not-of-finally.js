// @expect {"success":true,"result":"try"}
try { "try" } finally { "finally" }
