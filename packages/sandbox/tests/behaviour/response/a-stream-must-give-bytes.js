// @expect {"success":true,"result":["TypeError","TypeError","TypeError","TypeError","TypeError","\u0000"]}
const stream = chunk => new ReadableStream({ start(c) { c.enqueue(chunk); c.close(); } });
const outcomes = [];
for (const chunk of ["text", 5, {}, new ArrayBuffer(1), new Uint16Array(1), new Uint8Array(1)]) outcomes.push(await new Response(stream(chunk)).text().catch(error => error.name));
return outcomes;
