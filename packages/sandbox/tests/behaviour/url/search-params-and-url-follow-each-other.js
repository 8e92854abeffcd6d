const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
const u = new URL("http://h/?a=1");
u.searchParams.append("b", "x y"); check("url", u.href, "http://h/?a=1&b=x+y");
u.search = "?c=2"; check("params", [...u.searchParams], [["c", "2"]]);
u.searchParams.delete("c"); check("empty", u.href, "http://h/");
check("same", u.searchParams === u.searchParams, true);
return "ok";
