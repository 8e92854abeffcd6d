// @expect {"success":false,"error":"10n","errorDetails":{"kind":"runtime"}}
throw 10n;
