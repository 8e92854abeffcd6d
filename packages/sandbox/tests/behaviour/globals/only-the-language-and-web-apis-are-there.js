const absent = ["require", "process", "std", "os", "scriptArgs", "navigator", "module", "exports", "print", "load", "bjs", "native", "gc", "Worker", "window", "global", "Buffer", "__loadScript"];
for (const name of absent) if (name in globalThis) throw new Error(`${name} is there`);
const present = ["console", "structuredClone", "atob", "btoa", "TextEncoder", "TextDecoder", "URL", "URLSearchParams", "performance", "crypto", "Event", "EventTarget", "CustomEvent", "AbortController", "AbortSignal", "DOMException", "queueMicrotask", "setTimeout", "clearTimeout", "setInterval", "clearInterval", "self"];
for (const name of present) if (!(name in globalThis)) throw new Error(`${name} is missing`);
for (const name of present) if (Object.keys(globalThis).includes(name) && name !== "self" && !/^(set|clear)/.test(name)) throw new Error(`${name} is enumerable`);
if (self !== globalThis) throw new Error("self");
const known = new Set([...present, "Performance", "Crypto", "input"]);
for (const name of Object.getOwnPropertyNames(globalThis)) if (/^[a-z_]/.test(name) && !known.has(name) && !["globalThis", "undefined", "escape", "unescape", "eval", "isNaN", "isFinite", "parseInt", "parseFloat", "decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent"].includes(name)) throw new Error(`${name} is there too`);
return "ok";
