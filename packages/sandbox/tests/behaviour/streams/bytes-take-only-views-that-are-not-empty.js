// @expect {"success":true,"result":["TypeError","TypeError","TypeError","TypeError","taken","taken"]}
const outcomes = [];
new ReadableStream({ type: "bytes", start(c) { for (const chunk of ["x", 5, new ArrayBuffer(1), new Uint8Array(0), new DataView(new ArrayBuffer(2)), new Uint16Array(1)]) { try { c.enqueue(chunk); outcomes.push("taken"); } catch (error) { outcomes.push(error.name); } } } });
return outcomes;
