// @expect {"success":true,"result":[{"type":"tick","data":"1"},{"type":"message","data":"two\nlines"},{"type":"end","data":"{}"}]}
// Reads an event stream with a reader, as it comes.
async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    buffer += value;
    const blocks = buffer.split("\n\n");
    buffer = blocks.pop();
    for (const block of blocks) {
      const event = { type: "message", data: [] };
      for (const line of block.split("\n")) {
        const [, field, text] = /^([^:]*):? ?(.*)$/.exec(line);
        if (field === "event") event.type = text;
        if (field === "data") event.data.push(text);
      }
      if (event.data.length) yield { type: event.type, data: event.data.join("\n") };
    }
  }
}

const response = await fetch(`${input.origin}/sse`, { headers: { accept: "text/event-stream" } });
const seen = [];
for await (const event of events(response)) {
  seen.push(event);
  if (event.type === "end") break;
}
return seen;
