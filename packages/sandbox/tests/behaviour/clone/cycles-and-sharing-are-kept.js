const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
const a = { list: [] }; a.self = a; a.list.push(a, a.list); const shared = {}; a.p = shared; a.q = shared;
const c = structuredClone(a); check("cycle", [c.self === c, c.list[0] === c, c.list[1] === c.list, c.p === c.q, c.p === shared], [true, true, true, true, false]);
const m = new Map(); m.set(m, m); const mc = structuredClone(m); check("map", mc.get(mc) === mc, true);
const b = new ArrayBuffer(4); const v = structuredClone([new Uint8Array(b), new Uint16Array(b, 2)]); v[0][2] = 9; check("buffer shared", [v[1][0], v[0].buffer === v[1].buffer], [9, true]);
return "ok";
