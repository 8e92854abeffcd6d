// @request {"timeoutMs":15000}
// @expect {"success":false,"errorDetails":{"kind":"stack"}}
const o = { toString() { return `${this}`; } };
`${o}`
