// Word wrap, justify, columns; a line diff by longest common subsequence; patch it back.
const text = "The quick brown fox jumps over the lazy dog, while supercalifragilisticexpialidocious words  with   odd spaces\nand line breaks go on and on.";
function wrap(s, width) { const lines = []; for (const part of s.split("\n")) { let line = ""; for (let word of part.split(/\s+/)) { while (word.length > width) { if (line) { lines.push(line); line = ""; } lines.push(`${word.slice(0, width - 1)}-`); word = word.slice(width - 1); } if (line && line.length + 1 + word.length > width) { lines.push(line); line = word; } else line += (line && " ") + word; } lines.push(line); } return lines; }
const justify = (line, width) => { const words = line.split(" "); if (words.length < 2) return line; let gaps = width - words.join("").length; return words.reduce((out, w, i) => { const left = words.length - i; const gap = Math.ceil(gaps / left); gaps -= gap; return out + " ".repeat(gap) + w; }); };
const columns = rows => { const widths = rows[0].map((_, i) => Math.max(...rows.map(r => String(r[i]).length))); return rows.map(r => r.map((c, i) => (typeof c === "number" ? String(c).padStart(widths[i]) : c.padEnd(widths[i]))).join(" | ").trimEnd()).join("\n"); };
function diff(a, b) {
  const lcs = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) for (let j = b.length - 1; j >= 0; j--) lcs[i][j] = a[i] === b[j] ? lcs[i + 1][j + 1] + 1 : Math.max(lcs[i + 1][j], lcs[i][j + 1]);
  const out = []; let i = 0, j = 0;
  while (i < a.length || j < b.length) if (i < a.length && j < b.length && a[i] === b[j]) { out.push(` ${a[i++]}`); j++; } else if (j < b.length && (i === a.length || lcs[i][j + 1] > lcs[i + 1][j])) out.push(`+${b[j++]}`); else out.push(`-${a[i++]}`);
  return out;
}
const apply = (a, patch) => { let i = 0; return patch.flatMap(([sign, ...rest]) => { const line = rest.join(""); if (sign !== "+" && a[i++] !== line) throw new Error(`conflict at ${i}`); return sign === "-" ? [] : [line]; }); };
function levenshtein(a, b) { let row = Array.from({ length: b.length + 1 }, (_, i) => i); for (let i = 1; i <= a.length; i++) { const next = [i]; for (let j = 1; j <= b.length; j++) next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] !== b[j - 1])); row = next; } return row[b.length]; }
const jaro = (a, b) => { const d = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1), bm = new Set(); const am = [...a].filter((c, i) => { for (let j = Math.max(0, i - d); j <= Math.min(b.length - 1, i + d); j++) if (b[j] === c && !bm.has(j)) { bm.add(j); return true; } return false; }); if (!am.length) return 0; const bs = [...bm].sort((x, y) => x - y).map(j => b[j]); const t = am.filter((c, i) => c !== bs[i]).length / 2; return (am.length / a.length + am.length / b.length + (am.length - t) / am.length) / 3; };
const soundex = s => { const codes = { b: 1, f: 1, p: 1, v: 1, c: 2, g: 2, j: 2, k: 2, q: 2, s: 2, x: 2, z: 2, d: 3, t: 3, l: 4, m: 5, n: 5, r: 6 }; const [h, ...r] = s.toLowerCase(); let last = codes[h], out = h.toUpperCase(); for (const c of r) { const k = codes[c]; if (k && k !== last) out += k; if (!/[hw]/.test(c)) last = k; } return out.padEnd(4, "0").slice(0, 4); };
const before = "a\nb\nc\nd\ne\nf".split("\n"), after = "a\nx\nc\ne\ny\nf\nz".split("\n");
const patch = diff(before, after); let conflict; try { apply(["q"], patch); } catch (e) { conflict = e.message; }
const cases = ["hello world-foo", "HTMLParser", "snake_case_here", "déjàVu"].map(s => { const w = s.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\d+/gu); return [w.map((x, i) => (i ? x[0].toUpperCase() + x.slice(1).toLowerCase() : x.toLowerCase())).join(""), w.join("_").toLowerCase(), w.join("-").toLowerCase()]; });
console.log(wrap(text, 24).join("\n"));
console.log(columns([["name", "qty"], ["apple", 5], ["watermelon", 1234]]));
console.group("diff"); for (const line of patch) console.log(line); console.group(); console.log("two\nlines"); console.groupEnd(); console.groupEnd(); console.log("out again");
({ wrapped: [24, 10, 80].map(w => wrap(text, w)), justified: wrap(text, 30).map(l => justify(l, 30)), patch, patched: apply(before, patch).join() === after.join(), conflict, distances: [["kitten", "sitting"], ["", "abc"], ["flaw", "lawn"], ["same", "same"]].map(p => levenshtein(...p)), jaro: jaro("MARTHA", "MARHTA"), soundex: ["Robert", "Rupert", "Ashcraft", "Tymczak", "Pfister"].map(soundex), cases });
