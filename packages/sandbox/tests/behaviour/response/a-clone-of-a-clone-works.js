// @expect {"success":true,"result":[[1],[1],[1],[1]]}
const r = new Response("[1]");
const one = r.clone();
const two = one.clone();
one.body;
const three = one.clone();
return [await r.json(), await one.json(), await two.json(), await three.json()];
