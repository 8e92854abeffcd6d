// @expect {"success":true,"result":[[],0,"",0]}
const chunks = [];
for await (const chunk of new Blob([]).stream()) chunks.push(chunk);
return [chunks, new Blob().size, await new Blob().text(), (await new Blob().arrayBuffer()).byteLength];
