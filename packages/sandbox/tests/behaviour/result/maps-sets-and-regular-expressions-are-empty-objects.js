// @expect {"success":true,"result":[{},{},{},{},{}]}
[new Map([[1, 2]]), new Set([1]), /x/, new WeakMap(), new Error("x")]
