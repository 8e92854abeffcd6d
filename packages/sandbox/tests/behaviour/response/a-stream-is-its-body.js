// @expect {"success":true,"result":[true,null,"one two",true]}
const encode = text => new TextEncoder().encode(text);
const stream = new ReadableStream({ start(c) { c.enqueue(encode("one ")); c.enqueue(encode("two")); c.close(); } });
const r = new Response(stream);
return [r.body === stream, r.headers.get("content-type"), await r.text(), stream.locked];
