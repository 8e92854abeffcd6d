// @expect {"success":true,"result":{"a":2,"b":4}}
new Proxy({ a: 1, b: 2 }, { get: (t, k) => (typeof t[k] === "number" ? t[k] * 2 : undefined) })
