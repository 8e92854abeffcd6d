// @expect {"success":false,"error":"Error: outer","errorDetails":{"kind":"runtime","name":"Error","message":"outer","line":3}}
try { null.x; } catch (cause) {
  throw new Error("outer", { cause });
}
