// @expect {"success":true,"result":{"redirected":true,"path":"/bytes/1000000","received":1000000,"isSame":true,"quarters":["25 %","50 %","75 %","100 %"]}}
// Counts the bytes as they come, through a redirect, and reads into buffers of its own.
const response = await fetch(`${input.origin}/moved/bytes/1000000`);
const total = Number(response.headers.get("content-length"));
const reader = response.body.getReader({ mode: "byob" });
let buffer = new ArrayBuffer(65536);
let received = 0;
let sum = 0;
const quarters = [];
for (;;) {
  const { value, done } = await reader.read(new Uint8Array(buffer));
  if (done) break;
  received += value.length;
  sum += value[0] + value.at(-1);
  while (received >= (total / 4) * (quarters.length + 1)) quarters.push(`${(quarters.length + 1) * 25} %`);
  buffer = value.buffer;
}
return { redirected: response.redirected, path: new URL(response.url).pathname, received, isSame: sum % 7 === 0, quarters };
