// Patterns, defaults, spreads, tagged templates, labels, switch, short circuits, getters in literals.
const order = [];
const track = (name, value) => { order.push(name); return value; };
const { a = track("a", 1), b: { c: [, second = track("second", 2), ...others] = [], ...restB } = {}, [track("key", "d")]: d = track("d", 4), ...rest } = { b: { c: [9, undefined, 7, 8], x: 1, y: 2 }, e: 5, f: 6 };
let x = 1, y = 2; [x, y] = [y, x];
const deep = {}; [deep.first, deep["sec" + "ond"] = "dflt", ...deep.rest] = [1, undefined, ..."xyz"];
const f = ({ n = 1, s: { t } = { t: "T" } } = {}, [head, ...tail] = "abc", ...more) => [n, t, head, tail, more];
const html = (strings, ...values) => strings.raw.reduce((out, s, i) => out + s + (i < values.length ? String(values[i]).replace(/</g, "&lt;") : ""), "");
const same = s => s; const tagTwice = () => same`x${0}y`;
const sql = (strings, ...values) => ({ text: strings.reduce((t, s, i) => `${t}$${i}${s}`), values });
const dedent = (strings, ...values) => { const text = String.raw({ raw: strings }, ...values).replace(/^\n/, ""); const indent = Math.min(...text.match(/^[ ]*(?=\S)/gm).map(s => s.length)); return text.split("\n").map(l => l.slice(indent)).join("\n").trimEnd(); };
const grid = [[1, 2, 3], [4, -5, 6], [7, 8, 9]]; const visited = [];
outer: for (const [i, row] of grid.entries()) { for (const v of row) { if (v < 0) continue outer; if (v > 8) break outer; visited.push(`${i}:${v}`); } }
block: { visited.push("in"); if (visited.length) break block; visited.push("never"); }
const kind = v => { switch (true) { case v === null: return "null"; case Array.isArray(v): return "array"; default: return typeof v; case v instanceof Date: return "date"; } };
const fall = n => { const out = []; switch (n) { case 1: out.push(1); case 2: out.push(2); break; default: out.push("d"); case 3: out.push(3); } return out; };
let n = null; n ??= 5; n ||= 6; n &&= n + 1; const o = { count: 0, get next() { return ++this.count; } }; o.missing ??= o.next; o.missing ??= o.next;
const closures = []; for (let i = 0; i < 3; i++) closures.push(() => i); var vs = []; for (var j = 0; j < 3; j++) vs.push(() => j);
const comma = (order.push("comma"), "last"); const typeofMissing = typeof missingThing; const nullish = [0 ?? 1, null ?? 1, undefined?.x?.y.z ?? "none", null?.[order.push("never")] ?? "short"];
function hoisted() { return typeof inner; function inner() {} } const args = (function () { arguments[0] = 9; return [...arguments, arguments.length]; })(1, 2);
const exprs = [void 0 ?? "v", +"", +" 12 ", +"0x1f", +"1e3", +[], +{}, +[5], +null, +undefined, +true, "5" * "2", "5" + 2, "5" - 2, [] + {}, [] + [], 1 + null, 1 + undefined, "b" + "a" + +"a" + "a", 3 > 2 > 1, !!"false", null == 0, null >= 0, NaN != NaN, "10" < "9", "10" < 9, [2] > 1, typeof null, typeof function () {}, 1 / -0, 5 % -3, -5 % 3, 2 ** -1, (-2) ** 2, 2 ** 3 ** 2, 7 & 3 | 8, 1 << 33, -1 >>> 0, -1 >> 31, ~~-5.7, 0.1 + 0.2, 0.1 * 3, 9007199254740992 + 1, 1e21 + "", 1e-7 + "", 123456789012345680000 + "", 0xff, 0o17, 0b11, 1_000, .5 + .5];
console.log(a, { second, others, restB, d, rest });
console.log(html`<b>${"<i>"}</b>\n${[1, 2]}`, sql`select * from t where a = ${1} and b = ${"x"}`);
console.log(closures.map(c => c()), "%", "100%", "%%", "%s");
console.log("%s is %d years and %i, %f, %j %o %O %c styled %%", "Ada", "36", 42.9, "1.5", { j: 1 }, [1], { O: { p: { q: { r: 1 } } } }, "css", "extra", { more: 1 });
({ a, second, others, restB, d, rest, x, y, deep, order, f: [f(), f({ n: null, s: {} }, [1]), f(undefined, "", 1, 2), f({ n: undefined }, new Set([5, 6]))], same: [tagTwice() === tagTwice(), Object.isFrozen(tagTwice()), same`\unicode`[0] ?? "undefined cooked", same`\unicode`.raw[0]], dedent: dedent`
    one
      two ${1 + 1}
    three
  `, visited, kinds: [null, [], new Date(0), 1, "s", {}, undefined].map(kind), fall: [1, 2, 3, 4].map(fall), n, o, closures: [closures.map(c => c()), vs.map(c => c())], comma, typeofMissing, nullish, hoisted: hoisted(), args, exprs });
