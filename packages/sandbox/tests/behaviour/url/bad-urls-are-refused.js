const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
for (const bad of ["", "x", "http://", "http://a b/", "http://a:99999/", "http://[::1", "//x", "http://1.2.3.256", "http://a<b"]) {
  throws(bad, () => new URL(bad), "TypeError");
  check(bad, URL.canParse(bad), false);
}
check("can", [URL.canParse("http://a"), URL.canParse("/x", "http://a"), URL.canParse("/x")], [true, true, false]);
throws("no arguments", () => new URL(), "TypeError");
return "ok";
