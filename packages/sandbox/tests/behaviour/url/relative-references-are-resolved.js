const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
const base = "http://a/b/c/d;p?q";
for (const [ref, want] of [["g", "http://a/b/c/g"], ["./g", "http://a/b/c/g"], ["g/", "http://a/b/c/g/"], ["/g", "http://a/g"], ["//g", "http://g/"],
  ["?y", "http://a/b/c/d;p?y"], ["#s", "http://a/b/c/d;p?q#s"], ["../g", "http://a/b/g"], ["../../../g", "http://a/g"], ["", "http://a/b/c/d;p?q"], ["mailto:x@y", "mailto:x@y"]])
  check(ref, new URL(ref, base).href, want);
return "ok";
