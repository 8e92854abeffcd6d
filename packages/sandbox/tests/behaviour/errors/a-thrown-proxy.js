// @expect {"success":false,"errorDetails":{"kind":"runtime"}}
throw new Proxy({}, { get() { throw new Error("trap"); } });
