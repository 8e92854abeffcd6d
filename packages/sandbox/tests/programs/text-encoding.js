// UTF-8 by hand against TextEncoder, UTF-16, base64url, hex, percent and quoted-printable.
const texts = ["", "ascii", "ünïcödé", "漢字", "😀👍🏽", "\ud800lone\udfff", "mixed ñ 漢 😀 end\0\u0080\u07ff\u0800\uffff"];
function utf8(text) { const out = []; for (const ch of text) { let c = ch.codePointAt(0); if (c >= 0xd800 && c <= 0xdfff) c = 0xfffd; if (c < 0x80) out.push(c); else if (c < 0x800) out.push(0xc0 | (c >> 6), 0x80 | (c & 63)); else if (c < 0x10000) out.push(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63)); else out.push(0xf0 | (c >> 18), 0x80 | ((c >> 12) & 63), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63)); } return Uint8Array.from(out); }
const hex = bytes => Array.from(bytes, b => b.toString(16).padStart(2, "0")).join("");
const unhex = s => Uint8Array.from(s.match(/../g) ?? [], h => parseInt(h, 16));
const b64url = bytes => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const unb64url = s => Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
const encoder = new TextEncoder(), decoder = new TextDecoder();
const rows = texts.map(t => { const bytes = encoder.encode(t); return { same: hex(bytes) === hex(utf8(t)), back: decoder.decode(bytes) === t, hex: hex(bytes), b64: b64url(bytes), round: hex(unb64url(b64url(bytes))) === hex(unhex(hex(bytes))) }; });
const broken = ["ff", "c3", "e282", "f09f98", "c080", "eda080", "f4908080", "61ff62", "efbbbf61", "e28261", "f09f9861"].map(h => decoder.decode(unhex(h)));
const fatal = ["c3", "61"].map(h => { try { return new TextDecoder("utf-8", { fatal: true }).decode(unhex(h)); } catch (e) { return e.name; } });
const stream = (d => ["e2", "82", "ac41", "f09f", "9880"].map(h => d.decode(unhex(h), { stream: true })).concat(d.decode()))(new TextDecoder());
const into = (target => ({ ...encoder.encodeInto("a€😀z", target), bytes: hex(target) }))(new Uint8Array(6));
const qp = s => Array.from(encoder.encode(s), b => (b >= 33 && b <= 126 && b !== 61 ? String.fromCharCode(b) : `=${b.toString(16).toUpperCase().padStart(2, "0")}`)).join("");
const jwt = (payload => { const [h, p] = [{ alg: "none", typ: "JWT" }, payload].map(x => b64url(encoder.encode(JSON.stringify(x)))); const token = `${h}.${p}.`; return { token, claims: JSON.parse(decoder.decode(unb64url(token.split(".")[1]))) }; })({ sub: "ünï", exp: 1700000000, admin: false });
console.log(encoder.encode("héllo"), new Uint8Array(0), decoder.encoding);
console.log(encoder.encode("x".repeat(120)));
({ rows, broken, fatal, stream, into, qp: qp("Zoë = 100%"), jwt, utf16: [new TextDecoder("utf-16le").decode(new Uint16Array([104, 0x4e2d, 0xd83d, 0xde00])), new TextDecoder("utf-16be").decode(unhex("00680069"))], label: new TextDecoder("UTF8").encoding, bom: new TextDecoder("utf-8", { ignoreBOM: true }).decode(unhex("efbbbf61")).length, atob: [atob(" YQ = = "), btoa("\xff\x00")], bad: ["é€", "*"].map((s, i) => { try { return (i ? atob : btoa)(s); } catch (e) { return e.name; } }) });
