// @expect {"success":true,"result":780}
const all = await Promise.all(Array.from({ length: 40 }, async (_, i) => (await fetch(`data:application/json,${i}`)).json()));
return all.reduce((sum, x) => sum + x, 0);
