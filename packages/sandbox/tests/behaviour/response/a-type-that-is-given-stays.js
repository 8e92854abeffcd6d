// @expect {"success":true,"result":["a/b",""]}
return [new Response("x", { headers: { "content-type": "a/b" } }).headers.get("content-type"), new Response("x", { headers: { "Content-Type": "" } }).headers.get("content-type")];
