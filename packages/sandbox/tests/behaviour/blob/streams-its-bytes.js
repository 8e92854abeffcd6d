// @expect {"success":true,"result":["abcdef",true,"[object ReadableStream]","bcd"]}
const blob = new Blob(["abc", "def"]);
const stream = blob.stream();
let text = "";
for await (const chunk of stream.pipeThrough(new TextDecoderStream())) text += chunk;
return [text, stream.locked, Object.prototype.toString.call(blob.stream()), (await new Response(blob.slice(1, 4).stream()).text())];
