const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
const bytes = new TextEncoder().encode("a😀é日z");
for (let size = 1; size < 6; size++) {
  const d = new TextDecoder(); let text = "";
  for (let i = 0; i < bytes.length; i += size) text += d.decode(bytes.subarray(i, i + size), { stream: true });
  check("size " + size, text + d.decode(), "a😀é日z");
}
const d = new TextDecoder(); check("cut", d.decode(new Uint8Array([0xf0, 0x9f]), { stream: true }) + d.decode(), "\ufffd");
const u = new TextDecoder("utf-16le"); let t = ""; for (const b of [0x3d, 0xd8, 0x00, 0xde, 0x41, 0x00]) t += u.decode(new Uint8Array([b]), { stream: true }); check("utf-16", t + u.decode(), "😀A");
return "ok";
