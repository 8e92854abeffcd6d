const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
const b = new Uint8Array([1, 2, 3]).buffer; const v = new Uint8Array(b);
const c = structuredClone({ b, v }, { transfer: [b] });
check("moved", [b.byteLength, v.length, c.b.byteLength, [...c.v], c.v.buffer === c.b], [0, 0, 3, [1, 2, 3], true]);
throws("twice", () => { const x = new ArrayBuffer(1); structuredClone(x, { transfer: [x, x] }); }, "DataCloneError");
throws("detached", () => structuredClone(b, { transfer: [b] }), "DataCloneError");
throws("not transferable", () => structuredClone({}, { transfer: [{}] }), "DataCloneError");
return "ok";
