// @expect {"success":true,"result":["text/plain;charset=UTF-8","text/plain;charset=UTF-8","text/plain;charset=UTF-8","text/plain;charset=UTF-8","text/plain;charset=UTF-8","application/x-www-form-urlencoded;charset=UTF-8","a/b",null,null,null,null,null,null,null]}
const bodies = ["text", "", 5, true, {}, new URLSearchParams("a=1"), new Blob(["x"], { type: "a/b" }), new Blob(["x"]), new Uint8Array(1), new ArrayBuffer(1), new DataView(new ArrayBuffer(1)), new ReadableStream(), null, undefined];
return bodies.map(body => new Response(body).headers.get("content-type"));
