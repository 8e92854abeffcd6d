// @request {"timeoutMs":15000}
// @expect {"success":true,"result":1000}
const count = n => (n === 0 ? 0 : 1 + count(n - 1));
count(1000)
