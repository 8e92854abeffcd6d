// @expect {"success":true,"result":[2,1,0,0,11,null]}
const sizes = [];
new ReadableStream({ start(c) { sizes.push(c.desiredSize); c.enqueue("a"); sizes.push(c.desiredSize); c.enqueue("b"); sizes.push(c.desiredSize); c.close(); sizes.push(c.desiredSize); } }, new CountQueuingStrategy({ highWaterMark: 2 }));
new ReadableStream({ start(c) { c.enqueue(new Uint8Array(5)); sizes.push(c.desiredSize); } }, new ByteLengthQueuingStrategy({ highWaterMark: 16 }));
new ReadableStream({ start(c) { c.error(1); sizes.push(c.desiredSize); } });
return sizes;
