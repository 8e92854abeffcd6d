// @expect {"success":true,"result":[["TypeError","TypeError","TypeError","TypeError","TypeError"],false,"TypeError"]}
const stream = new ReadableStream();
const reader = stream.getReader();
const outcomes = [];
for (const f of [() => stream.getReader(), () => stream.tee(), () => stream.pipeThrough(new TransformStream())]) { try { f(); } catch (error) { outcomes.push(error.name); } }
outcomes.push(await stream.cancel().catch(error => error.name), await stream.pipeTo(new WritableStream()).catch(error => error.name));
reader.releaseLock();
return [outcomes, stream.locked, await reader.read().catch(error => error.name)];
