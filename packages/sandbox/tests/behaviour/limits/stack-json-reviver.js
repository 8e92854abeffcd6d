// @request {"timeoutMs":15000}
// @expect {"success":false,"errorDetails":{"kind":"stack"}}
JSON.parse("[1]", function revive(k, v) { return JSON.parse("[1]", revive); })
