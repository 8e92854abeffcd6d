// @request {"timeoutMs":500}
// @expect {"success":true,"result":5}
Object.defineProperty(Object.prototype, "value", { value: "polluted", configurable: true });
5
