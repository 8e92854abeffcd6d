const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
const m = structuredClone(new Map([[{ k: 1 }, new Set([1, { z: 1 }])]])); check("map", [[...m.keys()][0].k, [...m.values()][0].size, m instanceof Map], [1, 2, true]);
check("boxes", [new Number(3), new String("s"), new Boolean(false), Object(4n)].map(x => typeof structuredClone(x) + structuredClone(x).constructor.name), ["objectNumber", "objectString", "objectBoolean", "objectBigInt"]);
const f = structuredClone(new Float32Array([1.5, 2])); check("typed", [f.constructor.name, [...f]], ["Float32Array", [1.5, 2]]);
const d = structuredClone(new DataView(new ArrayBuffer(8), 2, 4)); check("view", [d.byteOffset, d.byteLength, d.buffer.byteLength], [2, 4, 8]);
check("regexp", structuredClone(Object.assign(/a/g, { lastIndex: 3 })).lastIndex, 0);
const sub = new Uint8Array([1, 2, 3, 4]).subarray(1, 3); check("subarray", [[...structuredClone(sub)], structuredClone(sub).buffer.byteLength], [[2, 3], 4]);
return "ok";
