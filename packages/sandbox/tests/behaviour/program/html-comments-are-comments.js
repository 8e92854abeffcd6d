// @expect {"success":true,"result":3}
let x = 1; <!-- as browsers have it
x++;
--> and this
x + 1
