// @request {"timeoutMs":15000}
// @expect {"success":false,"errorDetails":{"kind":"stack"}}
const it = { [Symbol.iterator]() { return [...it]; } };
[...it]
