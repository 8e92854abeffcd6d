// @request {"timeoutMs":15000}
// @expect {"success":false,"errorDetails":{"kind":"stack"}}
const replace = () => "a".replace(/a/, replace);
replace()
