// @request {"timeoutMs":15000}
// @expect {"success":false,"errorDetails":{"kind":"stack"}}
class Deep { toJSON() { return JSON.stringify(this); } }
new Deep()
