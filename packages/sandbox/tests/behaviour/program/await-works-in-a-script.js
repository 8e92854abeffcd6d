// @expect {"success":true,"result":6}
const n = await Promise.resolve(5);
n + 1;
