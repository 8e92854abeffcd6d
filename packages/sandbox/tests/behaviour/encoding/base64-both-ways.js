const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
check("btoa", ["", "a", "ab", "abc", "\xff\x00"].map(btoa), ["", "YQ==", "YWI=", "YWJj", "/wA="]);
check("atob", ["", "YQ==", "YQ", " Y W\nI= ", "/wA="].map(atob), ["", "a", "a", "ab", "\xff\x00"]);
throws("wide", () => btoa("é日"), "InvalidCharacterError");
for (const bad of ["a", "a===", "*", "YQ=", "YQ==="]) throws(bad, () => atob(bad), "InvalidCharacterError");
check("round", atob(btoa(String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i)))).length, 256);
return "ok";
