// @request {"input":"text"}
// @expect {"success":true,"result":"TEXT"}
input.toUpperCase()
