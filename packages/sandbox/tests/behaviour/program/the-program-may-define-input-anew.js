// @request {"input":1}
// @expect {"success":true,"result":2}
input = 2;
input
