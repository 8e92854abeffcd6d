// @expect {"success":true,"result":[{"lines":3000,"sum":4501500,"isStream":true},{"lines":10,"sum":55,"isStream":true},{"lines":2,"sum":3,"isStream":false}]}
// Streams lines of JSON that are made while they are sent.
async function* makeLines(count) {
  for (let value = 1; value <= count; value++) {
    if (value % 100 === 0) await null;
    yield `${JSON.stringify({ value, text: "x".repeat(50) })}\n`;
  }
}

async function send(body) {
  const response = await fetch(`${input.origin}/ndjson`, {
    method: "POST", body, duplex: "half", headers: { "content-type": "application/x-ndjson" },
  });
  return response.json();
}

const stream = ReadableStream.from(makeLines(3000)).pipeThrough(new TextEncoderStream());
return [await send(stream), await send(makeLines(10)), await send("{\"value\":1}\n{\"value\":2}\n")];
