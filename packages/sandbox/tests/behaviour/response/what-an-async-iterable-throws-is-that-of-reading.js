// @expect {"success":true,"result":["RangeError","boom"]}
const parts = async function* () { yield "ab"; throw new RangeError("boom"); };
return await new Response(parts()).text().catch(error => [error.name, error.message]);
