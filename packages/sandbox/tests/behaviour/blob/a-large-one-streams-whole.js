// @expect {"success":true,"result":[350000,400000]}
const blob = new Blob([new Uint8Array(300000).fill(1), new Uint8Array(50000).fill(2)]);
let size = 0;
let sum = 0;
for await (const chunk of blob.stream()) { size += chunk.length; for (const byte of chunk) sum += byte; }
return [size, sum];
