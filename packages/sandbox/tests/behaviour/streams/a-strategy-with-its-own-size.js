// @expect {"success":true,"result":[7,"RangeError","RangeError"]}
const sizes = [];
new ReadableStream({ start(c) { c.enqueue("abc"); sizes.push(c.desiredSize); } }, { highWaterMark: 10, size: chunk => chunk.length });
for (const strategy of [{ highWaterMark: -1 }, { highWaterMark: NaN }]) { try { new ReadableStream({}, strategy); } catch (error) { sizes.push(error.name); } }
return sizes;
