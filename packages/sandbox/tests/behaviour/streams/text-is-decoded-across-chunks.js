// @expect {"success":true,"result":["a","€","😀"]}
const bytes = new TextEncoder().encode("\uFEFFa€😀");
const seen = [];
for await (const text of ReadableStream.from([...bytes].map(byte => new Uint8Array([byte]))).pipeThrough(new TextDecoderStream())) seen.push(text);
return seen;
