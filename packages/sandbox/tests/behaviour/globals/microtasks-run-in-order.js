const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
const seen = []; queueMicrotask(() => { seen.push(2); queueMicrotask(() => seen.push(4)); }); Promise.resolve().then(() => seen.push(3)); seen.push(1);
await new Promise(r => setTimeout(r, 1)); check("order", seen, [1, 2, 3, 4]); throws("type", () => queueMicrotask(1), "TypeError");
return "ok";
