// @expect {"success":true,"result":["text/plain;charset=utf-8","text/html;charset=\"a b\"","","","a/b;c=d","c/d","text/plain;x=\"a\\\"b\"","text/plain;charset=utf-8",""]}
const types = ["text/plain;charset=UTF-8", "TEXT/HTML; Charset=\"a b\"", "bad", "", "a/b;c=d;c=e", "a/b, c/d", "text/plain;x=\"a\\\"b\""];
const outcomes = [];
for (const type of types) outcomes.push((await new Response("x", { headers: { "content-type": type } }).blob()).type);
outcomes.push((await new Response("x").blob()).type, (await new Response(new Uint8Array(1)).blob()).type);
return outcomes;
