// @expect {"success":true,"result":"ab"}
const bytes = new Uint8Array([97, 98]);
const r = new Response(bytes);
bytes[0] = 122;
return await r.text();
