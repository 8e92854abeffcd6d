// @expect {"success":true,"result":[false,true,"TimeoutError",true,"abort",true]}
const signal = AbortSignal.timeout(5);
const before = signal.aborted;
setTimeout(() => {}, 100);
const event = await new Promise(resolve => { signal.onabort = resolve; });
return [before, signal.aborted, signal.reason.name, signal.reason instanceof DOMException, event.type, event.isTrusted];
