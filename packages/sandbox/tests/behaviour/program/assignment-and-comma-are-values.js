// @expect {"success":true,"result":9}
let x;
x = 5, x += 4
