// @request {"timeoutMs":20000}
// @expect {"success":true,"result":[20,"ok"]}
let caught = 0;
for (let i = 0; i < 20; i++) { try { new Uint8Array(1e8); } catch { caught++; } }
const list = Array.from({ length: 10000 }, (_, i) => i);
[caught, list.length === 10000 ? "ok" : "bad"]
