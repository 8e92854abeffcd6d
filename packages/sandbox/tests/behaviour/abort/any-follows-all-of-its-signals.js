// @expect {"success":true,"result":[true,"second","second",["any","deep"],false,"x"]}
const one = new AbortController();
const two = new AbortController();
const any = AbortSignal.any([one.signal, two.signal]);
const deep = AbortSignal.any([any]);
const events = [];
deep.onabort = () => events.push("deep");
any.onabort = () => events.push("any");
two.abort("second");
one.abort("first");
return [any.aborted, any.reason, deep.reason, events, AbortSignal.any([]).aborted, AbortSignal.any([AbortSignal.abort("x"), one.signal]).reason];
