// @expect {"success":true,"result":[3]}
const list = [1, 2];
[list.length + 1];
