// @request {"input":{"a":1}}
// @expect {"success":true,"result":2}
const { a } = input;
{ const input = 2; return input * a; }
