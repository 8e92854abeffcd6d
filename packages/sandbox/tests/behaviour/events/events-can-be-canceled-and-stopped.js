const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
const t = new EventTarget(); let later = false;
t.addEventListener("c", e => { e.preventDefault(); e.stopImmediatePropagation(); }); t.addEventListener("c", () => { later = true; });
const e = new Event("c", { cancelable: true }); check("canceled", [t.dispatchEvent(e), e.defaultPrevented, later], [false, true, false]);
const n = new Event("c"); check("not cancelable", [t.dispatchEvent(n), n.defaultPrevented], [true, false]);
t.addEventListener("p", ev => ev.preventDefault(), { passive: true }); check("passive", t.dispatchEvent(new Event("p", { cancelable: true })), true);
return "ok";
