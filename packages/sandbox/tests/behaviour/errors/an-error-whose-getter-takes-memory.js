// @request {"timeoutMs":5000}
// @expect {"success":false}
const e = new Error("hidden");
Object.defineProperty(e, "message", { get() { const all = []; for (;;) all.push(new Array(1000).fill(0)); } });
throw e;
