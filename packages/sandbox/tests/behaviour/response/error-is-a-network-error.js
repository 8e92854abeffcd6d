// @expect {"success":true,"result":["error",0,false,"",null,[]]}
const r = Response.error();
return [r.type, r.status, r.ok, r.statusText, r.body, [...r.headers]];
