// Text in many scripts: normal forms, code points, surrogates, case, something like graphemes.
const samples = ["Ångström", "A\u030angstro\u0308m", "ﬁancé", "straße", "İstanbul", "ΣΊΣΥΦΟΣ", "👩‍👩‍👧‍👦 family", "🇫🇷🇩🇪", "e\u0301\u0323", "각", "\u1100\u1161\u11a8", "z\u0335͓͝a", "ǆ", "𝒳𝓎"];
const hex = s => [...s].map(c => c.codePointAt(0).toString(16)).join(" ");
const graphemes = s => s.match(/(?:\p{RI}\p{RI}|\p{Extended_Pictographic}\ufe0f?(?:\p{Emoji_Modifier})?(?:\u200d\p{Extended_Pictographic}\ufe0f?)*|\P{M})[\p{M}\u200d]*/gu) ?? [];
const table = samples.map(text => ({
  text, units: text.length, points: [...text].length, graphemes: graphemes(text).length, nfc: hex(text.normalize()), nfd: hex(text.normalize("NFD")),
  nfkc: text.normalize("NFKC"), upper: text.toUpperCase(), lower: text.toLowerCase(), bytes: new TextEncoder().encode(text).length, reversed: graphemes(text).reverse().join(""),
}));
const slug = s => s.normalize("NFKD").replace(/\p{Mn}+/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
console.log(table.map(({ text, units, points }) => [text, units, points]));
console.log("wide: 漢字 |%s|", "한글", { "ключ": "значение", "日本": ["語"], "a-b": "'quoted'" });
console.log(samples.filter(text => text.codePointAt(0) !== 0x1100));
const lone = "a\ud83dz\udc00";
const out = {
  table, slugs: samples.map(slug), equal: "Å" === "\u212b".normalize("NFC"), escapes: ["\x41", "\u0041", "\u{1F600}", "\u{10FFFF}".length],
  lone: [lone.length, [...lone].map(c => c.codePointAt(0)), encodeURIComponent("é€😀"), JSON.stringify(lone), lone.charCodeAt(1), lone.at(-1) === "\udc00"],
  fromCodePoint: String.fromCodePoint(9731, 0x1f600, 0x61), raw: String.raw`\u00e9\n${1 + 1}`, pads: ["7".padStart(3, "0"), "ab".padEnd(5, "xyz"), "😀".padStart(4, "é")],
  trims: ["\ufeff\u00a0 \u2003x\u2028".trim(), "\u180e".trim().length, "\u200b".trim().length], compare: ["z", "a", "Z", "ä", "é", "😀", "\uffff"].sort(), sigma: ["ΑΣ", "Σ", "ΑΣ.", "ΑΣΒ"].map(s => s.toLowerCase()),
  finds: ["añb".indexOf("ñ"), "añb".lastIndexOf("b"), "😀x".indexOf("x"), "abc".includes(""), "abc".startsWith("b", 1), "abc".endsWith("b", 2), "abcabc".lastIndexOf("c", 4)],
  slices: ["hello".slice(-3, -1), "hello".substring(4, 1), "hello".substr(-3, 2), "😀".slice(0, 1).charCodeAt(0), "hello".at(-1), "ab".concat(1, null), "ab".repeat(0)],
};
try { encodeURIComponent("\ud800"); } catch (e) { out.uri = e.name; }
try { "x".normalize("NFZ"); } catch (e) { out.form = e.name; }
try { String.fromCodePoint(0x110000); } catch (e) { out.point = e.name; }
return out;
