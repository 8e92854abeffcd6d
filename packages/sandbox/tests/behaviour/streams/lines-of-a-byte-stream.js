// @expect {"success":true,"result":[1,2,3]}
const encode = text => new TextEncoder().encode(text);
const lines = () => { let rest = ""; return new TransformStream({ transform(text, c) { const parts = (rest + text).split("\n"); rest = parts.pop(); for (const part of parts) c.enqueue(part); }, flush(c) { if (rest) c.enqueue(rest); } }); };
const source = ReadableStream.from(["{\"a\":1}\n{\"a\"", ":2}\n{\"", "a\":3}"].map(encode));
const seen = [];
for await (const line of source.pipeThrough(new TextDecoderStream()).pipeThrough(lines())) seen.push(JSON.parse(line).a);
return seen;
