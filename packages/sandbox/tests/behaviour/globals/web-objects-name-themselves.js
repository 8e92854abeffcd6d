const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
const tag = x => Object.prototype.toString.call(x).slice(8, -1);
check("tags", [new URL("http://a"), new URLSearchParams(), new TextEncoder(), new TextDecoder(), new Event("x"), new CustomEvent("x"), new EventTarget(), new AbortController(), AbortSignal.abort(), performance, crypto, console].map(tag),
  ["URL", "URLSearchParams", "TextEncoder", "TextDecoder", "Event", "CustomEvent", "EventTarget", "AbortController", "AbortSignal", "Performance", "Crypto", "console"]);
return "ok";
