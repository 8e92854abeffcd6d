function f() { return [f.caller, (() => { try { return f.arguments; } catch { return null; } })()]; }
const found = (() => { try { return f(); } catch { return [null, null]; } })();
if (found[0]) throw new Error("caller");
const errors = new Error("x");
if (typeof Error.prepareStackTrace === "function") throw new Error("prepareStackTrace is set");
let sites;
Error.prepareStackTrace = (e, s) => { sites = s; return "mine"; };
String(new Error("y").stack);
Error.prepareStackTrace = undefined;
for (const site of Array.isArray(sites) ? sites : []) {
  const self = site.getThis?.(), fn = site.getFunction?.();
  if (self !== undefined && self !== null && self !== globalThis) throw new Error("getThis");
  if (fn && !/^(f|<eval>|)$/.test(fn.name)) throw new Error(`getFunction ${fn.name}`);
}
return "ok";
