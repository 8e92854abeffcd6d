// @expect {"success":false,"error":"Error: inside","errorDetails":{"kind":"runtime","line":2,"column":53}}
(async function forgotten() { await null; throw new Error("inside"); })();
return 1;
