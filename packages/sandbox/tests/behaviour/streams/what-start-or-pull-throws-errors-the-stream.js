// @expect {"success":true,"result":["start","pull","async start","async pull"]}
const outcomes = [];
try { new ReadableStream({ start() { throw new RangeError("start"); } }); } catch (error) { outcomes.push(error.message); }
for (const source of [{ pull() { throw new RangeError("pull"); } }, { async start() { throw new RangeError("async start"); } }, { async pull() { throw new RangeError("async pull"); } }])
  outcomes.push(await new ReadableStream(source).getReader().read().catch(error => error.message));
return outcomes;
