// @expect {"success":false,"error":"{ toString: [Function: toString] }","errorDetails":{"kind":"runtime"}}
throw { toString() { for (;;); } };
