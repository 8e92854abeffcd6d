// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Error: top","errorDetails":{"kind":"runtime"}}
let e = new Error("bottom");
for (let i = 0; i < 5000; i++) e = new Error("middle", { cause: e });
console.log(e.message);
throw new Error("top", { cause: e });
