const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
const n = 20000; let sum = 0, low = 0; const seen = new Set();
for (let i = 0; i < n; i++) { const x = Math.random(); if (!(x >= 0 && x < 1)) throw new Error("range"); sum += x; if ((x * 2 ** 53) % 2 === 1) low++; seen.add(x); }
check("mean", Math.abs(sum / n - 0.5) < 0.02, true); check("lowest bit", Math.abs(low / n - 0.5) < 0.05, true); check("distinct", seen.size, n);
check("native", [Math.random.name, Math.random.length], ["random", 0]);
return "ok";
