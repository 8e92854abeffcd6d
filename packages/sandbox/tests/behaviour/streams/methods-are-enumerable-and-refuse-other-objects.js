// @expect {"success":true,"result":[["cancel","getReader","locked","pipeThrough","pipeTo","tee","values"],["abort","close","getWriter","locked"],"TypeError","TypeError","TypeError"]}
const outcomes = [Object.keys(ReadableStream.prototype).sort(), Object.keys(WritableStream.prototype).sort()];
for (const name of ["getReader", "tee"]) { try { ReadableStream.prototype[name].call({}); } catch (error) { outcomes.push(error.name); } }
outcomes.push(await ReadableStream.prototype.cancel.call({}).catch(error => error.name));
return outcomes;
