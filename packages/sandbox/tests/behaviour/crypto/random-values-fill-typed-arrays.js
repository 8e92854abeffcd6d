const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
const a = crypto.getRandomValues(new Uint8Array(64)); check("filled", new Set(a).size > 20, true);
const b = new Uint32Array(4); check("same", crypto.getRandomValues(b) === b, true); check("big", typeof crypto.getRandomValues(new BigUint64Array(1))[0], "bigint");
const s = new Uint8Array(16); crypto.getRandomValues(s.subarray(4, 8)); check("only the part", [...s.slice(0, 4), ...s.slice(8)].every(x => x === 0), true);
crypto.getRandomValues(new Uint8Array(0)); crypto.getRandomValues(new Uint8Array(65536));
throws("quota", () => crypto.getRandomValues(new Uint8Array(65537)), "QuotaExceededError");
for (const bad of [new Float32Array(1), new Float64Array(1), new DataView(new ArrayBuffer(1))]) throws("type", () => crypto.getRandomValues(bad), "TypeMismatchError");
return "ok";
