// @expect {"success":true,"result":[1,0,false,true,1]}
let release;
const stream = new WritableStream({ write: () => new Promise(resolve => { release = resolve; }) }, { highWaterMark: 1 });
const writer = stream.getWriter();
const sizes = [writer.desiredSize];
await writer.ready;
const writing = writer.write("a");
sizes.push(writer.desiredSize);
let isReady = false;
writer.ready.then(() => { isReady = true; });
await new Promise(resolve => setTimeout(resolve, 5));
sizes.push(isReady);
release();
await writing;
await writer.ready;
return [...sizes, isReady, writer.desiredSize];
