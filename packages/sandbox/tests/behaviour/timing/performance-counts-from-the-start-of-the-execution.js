const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
const a = performance.now(); if (!(a >= 0 && a < 5000)) throw new Error(`now is ${a}`);
const until = Date.now() + 5; while (Date.now() < until); const b = performance.now(); if (!(b - a >= 3)) throw new Error(`${b - a}`);
if (Math.abs(performance.timeOrigin + performance.now() - Date.now()) > 2000) throw new Error(`origin ${performance.timeOrigin}`);
const j = performance.toJSON(); check("json", [typeof j.timeOrigin, performance.timeOrigin === performance.timeOrigin], ["number", true]);
return "ok";
