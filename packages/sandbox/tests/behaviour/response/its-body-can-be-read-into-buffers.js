// @expect {"success":true,"result":[[97,98,99,100],[101,102]]}
const reader = new Response("abcdef").body.getReader({ mode: "byob" });
const parts = [];
for (;;) {
  const { value, done } = await reader.read(new Uint8Array(4));
  if (done) break;
  parts.push([...value]);
}
return parts;
