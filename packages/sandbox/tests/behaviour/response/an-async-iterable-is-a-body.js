// @expect {"success":true,"result":[true,null,"abc"]}
const parts = async function* () { yield "ab"; await null; yield new Uint8Array([99]); };
const r = new Response(parts());
return [r.body instanceof ReadableStream, r.headers.get("content-type"), await r.text()];
