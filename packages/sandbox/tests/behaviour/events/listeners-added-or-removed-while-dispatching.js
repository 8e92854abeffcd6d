const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
const t = new EventTarget(); const seen = []; const b = () => seen.push("b");
t.addEventListener("x", () => { seen.push("a"); t.removeEventListener("x", b); t.addEventListener("x", () => seen.push("new")); }, { once: true });
t.addEventListener("x", b); t.addEventListener("x", () => seen.push("c"));
t.dispatchEvent(new Event("x")); check("first", seen, ["a", "c"]); t.dispatchEvent(new Event("x")); check("second", seen, ["a", "c", "c", "new"]);
const ac = new AbortController(); t.addEventListener("s", () => seen.push("s"), { signal: ac.signal }); ac.abort(); t.dispatchEvent(new Event("s")); check("signal", seen.includes("s"), false);
let nested = 0; t.addEventListener("n", () => { if (nested++ < 2) t.dispatchEvent(new Event("n")); }); t.dispatchEvent(new Event("n")); check("nested", nested, 3);
return "ok";
