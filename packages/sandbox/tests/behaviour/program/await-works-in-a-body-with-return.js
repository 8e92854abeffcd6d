// @expect {"success":true,"result":[1,2]}
const n = await new Promise(resolve => setTimeout(resolve, 1, 1));
for await (const m of [Promise.resolve(2)]) return [n, m];
