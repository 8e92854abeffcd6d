// @request {"timeoutMs":15000,"memoryLimitBytes":254377}
// @expect {"success":true,"result":"memory or all"}
// Whatever the engine throws where it has no memory, the code never sees what is no value.
let seen;
try {
  const keys = Object.keys(new Proxy({}, {
    ownKeys: () => Array.from({ length: 5000 }, (_, i) => `k${i}`),
    getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }),
  }));
  seen = keys.length === 5000;
} catch (e) {
  seen = e === null || e instanceof Error;
}
seen ? "memory or all" : "neither"
