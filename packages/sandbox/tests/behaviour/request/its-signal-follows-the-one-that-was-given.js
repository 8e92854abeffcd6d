// @expect {"success":true,"result":[[false,true,true,true],true,"why",["abort"]]}
const control = new AbortController();
const r = new Request("http://a", { signal: control.signal });
const events = [];
r.signal.addEventListener("abort", () => events.push("abort"));
const before = [r.signal.aborted, r.signal !== control.signal, r.signal === r.signal, r.signal instanceof AbortSignal];
control.abort("why");
return [before, r.signal.aborted, r.signal.reason, events];
