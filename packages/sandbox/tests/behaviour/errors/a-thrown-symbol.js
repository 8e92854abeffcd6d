// @expect {"success":false,"error":"Symbol(why)","errorDetails":{"kind":"runtime"}}
throw Symbol("why");
