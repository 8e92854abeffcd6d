// @expect {"success":true,"result":["mine",1]}
const console = 1, setTimeout = "mine";
return [setTimeout, console];
