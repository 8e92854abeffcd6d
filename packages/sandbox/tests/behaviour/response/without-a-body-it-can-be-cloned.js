// @expect {"success":true,"result":[204,null,""]}
const r = new Response(null, { status: 204 });
await r.text();
const clone = r.clone();
return [clone.status, clone.body, await clone.text()];
