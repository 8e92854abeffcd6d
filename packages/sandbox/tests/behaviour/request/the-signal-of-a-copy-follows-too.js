// @expect {"success":true,"result":[[true,"why"],[true,"why"],[true,"why"],[false,null],[false,null]]}
const control = new AbortController();
const first = new Request("http://a", { signal: control.signal });
const copy = new Request(first);
const clone = first.clone();
const own = new Request(first, { signal: new AbortController().signal });
const none = new Request(first, { signal: null });
control.abort("why");
return [first, copy, clone, own, none].map(r => [r.signal.aborted, r.signal.reason ?? null]);
