// @expect {"success":true,"result":{"not JSON":"SyntaxError","status":[false,404,"no route none"],"nobody there":"TypeError","read twice":"TypeError","redirect is an error":"TypeError","aborted":"AbortError","timeout":"TimeoutError","the upload fails":"TypeError"}}
// What a program sees when things fail.
const outcomes = {};
const attempt = async (name, f) => {
  try {
    outcomes[name] = await f();
  } catch (error) {
    outcomes[name] = error.name;
  }
};

await attempt("not JSON", async () => (await fetch(`${input.origin}/bytes/10`)).json());
await attempt("status", async () => { const r = await fetch(`${input.origin}/none`); return [r.ok, r.status, (await r.json()).error]; });
await attempt("nobody there", () => fetch("http://127.0.0.1:1/"));
await attempt("read twice", async () => { const r = await fetch(`${input.origin}/list`); await r.text(); return r.text(); });
await attempt("redirect is an error", () => fetch(`${input.origin}/moved/list`, { redirect: "error" }));
await attempt("aborted", () => { const c = new AbortController(); setTimeout(() => c.abort(), 10); return fetch(`${input.origin}/slow/3000`, { signal: c.signal }); });
await attempt("timeout", () => fetch(`${input.origin}/slow/3000`, { signal: AbortSignal.timeout(10) }));
await attempt("the upload fails", () => fetch(`${input.origin}/ndjson`, { method: "POST", duplex: "half", body: new ReadableStream({ pull(c) { c.error(new Error("no more")); } }) }));
return outcomes;
