// @expect {"success":true,"result":7}
7;;{}
var declared = 5;
function also() {}
