// @expect {"success":true,"result":[true,true]}
const reason = { my: "own" };
return [await fetch("http://a.example/", { signal: AbortSignal.abort(reason) }).catch(got => got === reason), await fetch(new Request("http://a.example/", { signal: AbortSignal.abort(reason) })).catch(got => got === reason)];
