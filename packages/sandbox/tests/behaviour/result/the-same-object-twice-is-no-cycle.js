// @expect {"success":true,"result":[{"a":1},{"a":1}]}
const o = { a: 1 };
[o, o]
