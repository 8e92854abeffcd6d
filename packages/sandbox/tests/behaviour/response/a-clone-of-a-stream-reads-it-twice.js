// @expect {"success":true,"result":[["ab","ab"],true]}
const encode = text => new TextEncoder().encode(text);
const r = new Response(new ReadableStream({ start(c) { c.enqueue(encode("a")); c.enqueue(encode("b")); c.close(); } }));
const clone = r.clone();
return [await Promise.all([r.text(), clone.text()]), r.body !== clone.body];
