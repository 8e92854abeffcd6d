// @expect {"success":false,"error":"Error: m","errorDetails":{"kind":"runtime","message":"m","stack":"anything"}}
const e = new Error("m");
e.stack = "anything";
throw e;
