// One big sticky regular expression with named groups as the lexer of a small language.
const token = /(?<space>\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<number>0[xX][\da-fA-F]+|0[bB][01]+|(?:\d[\d_]*\.?[\d_]*|\.\d+)(?:[eE][+-]?\d+)?)(?<suffix>n|px|%)?|(?<word>[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*)|(?<string>(?<quote>["'`])(?:\\[\s\S]|(?!\k<quote>)[^\\])*\k<quote>)|(?<regex>(?<=[=(,]\s*)\/(?![*\/])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^\/\\\[\n])+\/[a-z]*)|(?<punct>=>|\.{3}|\?\?=?|\?\.(?!\d)|[-+*\/%&|^!=<>]=?=?|&&|\|\||[{}()[\];,.~:?])/uy;
function* tokenize(text) {
  let line = 1, lineStart = 0;
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (!match) throw Object.assign(new SyntaxError(`unexpected ${JSON.stringify(String.fromCodePoint(text.codePointAt(at)))} at ${line}:${at - lineStart + 1}`), { at });
    const [kind, value] = Object.entries(match.groups).find(([name, v]) => v !== undefined && name !== "quote" && name !== "suffix");
    if (kind !== "space") yield { kind, value, ...(match.groups.suffix && { suffix: match.groups.suffix }), line, column: at - lineStart + 1 };
    for (const m of match[0].matchAll(/\n/g)) { line++; lineStart = at + m.index + 1; }
  }
}
const source = `let größe = 0x1F + 1_000.5e-3; // comment
if (größe >= .5 && a?.b ?? 'it\\'s') { f(...args, /[/\\]]+\\/x/gi) => 12px }
/* multi
line */ const 变量 = \`tpl \${x}\`, big = 123n, half = a / b / c, \u{1D4B3} = 5%`;
const tokens = [...tokenize(source)];
let error;
try { [...tokenize("ok = #\u{1F4A5}")]; } catch (e) { error = [e.message, e.at]; }
console.table(tokens.slice(0, 4));
console.log(tokens.filter(t => t.kind === "regex" || t.kind === "string"));
const kinds = tokens.reduce((counts, { kind }) => ({ ...counts, [kind]: (counts[kind] ?? 0) + 1 }), Object.create(null));
console.log(kinds);
const more = {
  lookbehind: "$12 €34 56".match(/(?<=[$€])\d+/g), negative: "a1 b2 c3".replace(/(?<!b)\d/g, "#"), named: "2024-07-04".replace(/(?<y>\d+)-(?<m>\d+)-(?<d>\d+)/, "$<d>.$<m>.$<y> [$&|$`|$'|$$]"),
  sticky: (() => { const r = /a/y; return [r.test("aab"), r.lastIndex, r.test("aab"), r.lastIndex, r.test("aab"), r.lastIndex]; })(),
  props: ["Ж", "ß", "1", "٣", "_", "😀", "漢", "\u0301"].map(c => [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /\p{Emoji_Presentation}/u, /\p{Script=Han}/u, /\p{Mn}/u].map(r => (r.test(c) ? 1 : 0)).join("")),
  dotAll: [/a.b/s.test("a\nb"), /a.b/.test("a\nb"), /^b$/m.test("a\nb"), /\u{61}/.test("u".repeat(61)), /\u{61}/u.test("a")], fold: ["ſ".match(/s/i), "ſ".match(/s/iu), "K".match(/k/iu)?.index, "ẞ".match(/ß/iu)?.index],
  indices: /(?<x>b)(c)?/d.exec("abd").indices.map(i => i ?? null), split: "a1b22c".split(/(\d)+/), empty: "abc".split(/(?:)/u), back: /(a*)(b)?\1/.exec("aab"), flags: new RegExp("a/b\n", "yums").toString(),
  legacy: "xyz".search(/z/), lazy: /<(.+?)>/.exec("<a><b>").slice(), nested: /((a)|b)+/.exec("ab"), replaceFn: "aXbX".replace(/x/gi, (m, at, whole) => `${m}${at}${whole.length}`), lone: /^.$/u.test("\ud83d"), pair: /^.$/.test("😀"),
};
({ tokens: tokens.map(t => `${t.kind}:${t.value}@${t.line}:${t.column}`), error, kinds, more });
