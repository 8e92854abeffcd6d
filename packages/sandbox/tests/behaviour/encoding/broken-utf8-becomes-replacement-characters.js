const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
const d = bytes => new TextDecoder().decode(new Uint8Array(bytes));
for (const [bytes, want] of [[[0x80], "\ufffd"], [[0xc0, 0x80], "\ufffd\ufffd"], [[0xe0, 0x80, 0x80], "\ufffd\ufffd\ufffd"], [[0xf0, 0x9f, 0x98], "\ufffd"], [[0xf0, 0x9f, 0x41], "\ufffdA"], [[0xed, 0xa0, 0x80], "\ufffd\ufffd\ufffd"],
  [[0xf4, 0x90, 0x80, 0x80], "\ufffd\ufffd\ufffd\ufffd"], [[0xc2], "\ufffd"], [[0xff, 0xfe, 0x41], "\ufffd\ufffdA"], [[0xe2, 0x82, 0x41], "\ufffdA"], [[0x41, 0xc3, 0xa9], "Aé"]])
  check(bytes.join(), d(bytes), want);
throws("fatal", () => new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([0xff])), "TypeError");
throws("fatal end", () => new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([0xc3])), "TypeError");
const f = new TextDecoder("utf8", { fatal: true }); try { f.decode(new Uint8Array([0xff])); } catch {} check("usable again", f.decode(new Uint8Array([65])), "A");
return "ok";
