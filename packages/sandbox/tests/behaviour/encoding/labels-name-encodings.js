const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
check("names", ["UTF-8", " utf8\n", "unicode-1-1-utf-8", "ucs-2", "utf-16", "unicodefffe", "UTF-16BE"].map(l => new TextDecoder(l).encoding), ["utf-8", "utf-8", "utf-8", "utf-16le", "utf-16le", "utf-16be", "utf-16be"]);
throws("unknown", () => new TextDecoder("klingon"), "RangeError");
throws("brand", () => TextDecoder.prototype.decode.call({}), "TypeError");
throws("new", () => TextDecoder(), "TypeError");
return "ok";
