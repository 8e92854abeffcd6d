// @expect {"success":true,"result":[{"0":1,"1":2},{}]}
[new Uint8Array([1, 2]), new ArrayBuffer(2)]
