const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
const e = new TextEncoder();
for (const [text, size, want] of [["abc", 5, [3, 3]], ["aé😀", 7, [4, 7]], ["aé😀", 6, [2, 3]], ["日本", 5, [1, 3]], ["\ud800x", 4, [2, 4]], ["", 3, [0, 0]], ["a", 0, [0, 0]]]) {
  const { read, written } = e.encodeInto(text, new Uint8Array(size)); check(text + size, [read, written], want);
}
const b = new Uint8Array(6); e.encodeInto("xy", b.subarray(2, 5)); check("offset", [...b], [0, 0, 120, 121, 0, 0]);
throws("type", () => e.encodeInto("x", new Uint16Array(2)), "TypeError");
return "ok";
