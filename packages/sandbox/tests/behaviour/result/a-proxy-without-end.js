// @request {"timeoutMs":300}
// @expect {"success":false}
new Proxy([], { get: (t, k) => (k === "length" ? 2 ** 53 - 1 : k === "toJSON" ? undefined : 1) })
