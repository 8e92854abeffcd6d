// @expect {"success":true,"result":["téxt","","5","object","a=%C3%BC&b=1+2","ab","abcd","bc","abcd","cd","ab"]}
const bytes = new Uint8Array([97, 98, 99, 100]);
const bodies = ["téxt", "", 5, { toString: () => "object" }, new URLSearchParams([["a", "ü"], ["b", "1 2"]]), new Blob(["a", "b"]), bytes, bytes.subarray(1, 3), bytes.buffer, new DataView(bytes.buffer, 2), new Uint16Array([0x6261])];
return Promise.all(bodies.map(body => new Response(body).text()));
