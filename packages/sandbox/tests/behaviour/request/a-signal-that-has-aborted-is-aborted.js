// @expect {"success":true,"result":[true,"x"]}
const r = new Request("http://a", { signal: AbortSignal.abort("x") });
return [r.signal.aborted, r.signal.reason];
