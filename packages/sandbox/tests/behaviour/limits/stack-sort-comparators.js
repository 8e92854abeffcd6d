// @request {"timeoutMs":15000}
// @expect {"success":false,"errorDetails":{"kind":"stack"}}
const compare = () => [2, 1].sort(compare);
compare()
