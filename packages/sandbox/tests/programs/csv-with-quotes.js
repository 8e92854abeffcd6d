// A CSV parser with quotes, line breaks inside them, and the way back.
function parseCsv(text, { separator = ",", header = true } = {}) {
  const rows = [[]];
  let field = "", quoted = false, wasQuoted = false;
  const endField = () => { rows[rows.length - 1].push(wasQuoted ? field : field.trim()); field = ""; wasQuoted = false; };
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') field += c;
      else if (text[i + 1] === '"') { field += '"'; i++; } else quoted = false;
    } else if (c === '"' && field.trim() === "") { quoted = wasQuoted = true; field = ""; }
    else if (c === separator) endField();
    else if (c === "\n" || c === "\r") {
      if (c === "\r" && text[i + 1] === "\n") i++;
      endField();
      rows.push([]);
    } else field += c;
  }
  if (quoted) throw new SyntaxError(`unterminated quote in row ${rows.length}`);
  if (field || rows[rows.length - 1].length) endField(); else rows.pop();
  if (!header) return rows;
  const [names, ...body] = rows;
  return body.map(row => Object.fromEntries(names.map((name, i) => [name, row[i] ?? null])));
}
const quote = value => (/[",\r\n]|^\s|\s$/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
const toCsv = rows => [Object.keys(rows[0]), ...rows.map(Object.values)].map(row => row.map(v => quote(v ?? "")).join(",")).join("\r\n");

const text = 'id,name,"full ""note"""\r\n1, Ada ,"says ""hi"", then\nleaves"\r\n2,"Zoë 🌍",\r\n3,,"  spaces  "\r\n4,short\r\n';
const rows = parseCsv(text);
console.log(rows);
console.log(parseCsv("a;b\n1;2", { separator: ";", header: false }));
let error;
try { parseCsv('a,b\n"open,1'); } catch (e) { error = `${e}`; }
const again = parseCsv(toCsv(rows));
({ rows, csv: toCsv(rows), same: JSON.stringify(again) === JSON.stringify(rows.map(r => Object.fromEntries(Object.entries(r).map(([k, v]) => [k, v ?? ""])))), error });
