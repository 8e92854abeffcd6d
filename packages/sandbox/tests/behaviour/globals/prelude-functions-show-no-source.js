for (const f of [console.log, URL, structuredClone, TextDecoder.prototype.decode, crypto.randomUUID, AbortSignal.timeout, Math.random, EventTarget.prototype.dispatchEvent])
  if (!/\[native code\]/.test(Function.prototype.toString.call(f))) throw new Error(`${f.name} shows ${f}`);
const names = [URL, URLSearchParams, TextEncoder, TextDecoder, Event, EventTarget, AbortSignal, structuredClone].map(f => f.name).join();
if (names !== "URL,URLSearchParams,TextEncoder,TextDecoder,Event,EventTarget,AbortSignal,structuredClone") throw new Error(names);
return "ok";
