// @expect {"success":false,"error":"10","errorDetails":{"kind":"runtime"}}
throw 10n;
