// @expect {"success":true,"result":["TypeError","TypeError"]}
const locked = new ReadableStream();
locked.getReader();
const used = new ReadableStream({ start(c) { c.close(); } });
const reader = used.getReader();
await reader.read();
reader.releaseLock();
return [locked, used].map(stream => { try { new Response(stream); return "none"; } catch (error) { return error.name; } });
