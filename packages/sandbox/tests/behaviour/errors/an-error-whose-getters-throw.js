// @expect {"success":false,"errorDetails":{"kind":"runtime"}}
const e = new Error("hidden");
for (const key of ["name", "message", "stack"]) Object.defineProperty(e, key, { get() { throw new Error("getter"); } });
throw e;
