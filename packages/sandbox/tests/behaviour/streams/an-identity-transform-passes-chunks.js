// @expect {"success":true,"result":["a","b"]}
const { readable, writable } = new TransformStream();
const writer = writable.getWriter();
writer.write("a");
writer.write("b");
writer.close();
const seen = [];
for await (const x of readable) seen.push(x);
return seen;
