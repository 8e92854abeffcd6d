// @request {"timeoutMs":15000}
// @expect {"success":false,"errorDetails":{"kind":"stack"}}
class Deep { toJSON() { return { deeper: new Deep() }; } }
new Deep()
