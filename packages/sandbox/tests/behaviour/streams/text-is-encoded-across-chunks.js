// @expect {"success":true,"result":[[97],[240,159,152,128,98],[239,191,189]]}
const bytes = [];
for await (const part of ReadableStream.from(["a", "\ud83d", "\ude00b", "", "\ud800"]).pipeThrough(new TextEncoderStream())) bytes.push([...part]);
return bytes;
