// @expect {"success":true,"result":[200,true,"","object","object",false]}
const r = new Response("x");
for (const name of ["status", "ok", "url", "body", "headers", "bodyUsed"]) {
  try { r[name] = 1; } catch {}
}
return [r.status, r.ok, r.url, typeof r.body, typeof r.headers, r.bodyUsed];
