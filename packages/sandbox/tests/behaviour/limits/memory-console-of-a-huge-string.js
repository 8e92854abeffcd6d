// @request {"timeoutMs":15000}
// @expect {"success":true,"result":"ok"}
console.log("x".repeat(5e6));
console.log("%s", "é".repeat(2e6));
return "ok";
