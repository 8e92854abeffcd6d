// @expect {"success":true,"result":"use strict"}
"use strict"
