// @request {"input":{"a":1}}
// @expect {"success":true,"result":1}
function main(input) { return input.a; }
main(input)
