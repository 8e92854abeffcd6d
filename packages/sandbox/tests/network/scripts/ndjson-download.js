// @expect {"success":true,"result":{"count":500,"isInOrder":true,"last":{"i":499,"text":"line 499 €"},"some":[0,1,2,3,4,5,6,7,8,9]}}
// Reads lines of JSON as they come, and stops early the second time.
function lines() {
  let rest = "";
  return new TransformStream({
    transform(text, controller) {
      const parts = (rest + text).split("\n");
      rest = parts.pop();
      for (const part of parts) if (part) controller.enqueue(JSON.parse(part));
    },
    flush(controller) {
      if (rest) controller.enqueue(JSON.parse(rest));
    },
  });
}

async function read(count, enough) {
  const response = await fetch(`${input.origin}/events.ndjson/${count}`);
  const seen = [];
  for await (const event of response.body.pipeThrough(new TextDecoderStream()).pipeThrough(lines())) {
    seen.push(event);
    if (seen.length === enough) break;
  }
  return seen;
}

const all = await read(500);
const some = await read(100000, 10);
return {
  count: all.length,
  isInOrder: all.every(({ i }, n) => i === n),
  last: all.at(-1),
  some: some.map(({ i }) => i),
};
