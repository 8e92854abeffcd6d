// @expect {"success":false}
const e = new Error("hidden");
Object.defineProperty(e, "message", { get() { return this.message; } });
throw e;
