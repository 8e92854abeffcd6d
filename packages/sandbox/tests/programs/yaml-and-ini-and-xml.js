// Parsers for little formats, as glue code has them.
function yaml(text) {
  const lines = text.split("\n").filter(l => l.trim() && !/^\s*#/.test(l)).map(l => ({ indent: l.search(/\S/), text: l.trim().replace(/\s+#.*$/, "") })); let at = 0;
  const scalar = s => { if (/^(['"]).*\1$/.test(s)) return s[0] === '"' ? JSON.parse(s) : s.slice(1, -1).replace(/''/g, "'"); if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(s)) return Number(s); if (/^\[.*\]$/.test(s)) return s.slice(1, -1).split(",").filter(x => x.trim()).map(x => scalar(x.trim())); return { true: true, false: false, null: null, "~": null, "": null }[s] ?? (s in { null: 1, "~": 1, "": 1 } ? null : s); };
  const block = indent => {
    const list = lines[at].text.startsWith("- "), out = list ? [] : {};
    while (at < lines.length && lines[at].indent === indent && lines[at].text.startsWith("- ") === list) {
      if (list) { const rest = lines[at].text.slice(2); if (/^[\w-]+:(\s|$)/.test(rest)) { lines[at] = { indent: indent + 2, text: rest }; out.push(block(indent + 2)); } else { at++; out.push(scalar(rest)); } continue; }
      const [, key, value] = /^([^:]+):\s*(.*)$/.exec(lines[at].text) ?? (() => { throw new SyntaxError(`line ${at + 1}: ${lines[at].text}`); })(); at++;
      if (value === "" && at < lines.length && (lines[at].indent > indent || (lines[at].indent === indent && lines[at].text.startsWith("- ")))) out[key] = block(lines[at].indent);
      else if (value === "|" || value === ">") { const parts = []; while (at < lines.length && lines[at].indent > indent) parts.push(lines[at++].text); out[key] = parts.join(value === "|" ? "\n" : " "); } else out[key] = scalar(value);
    }
    return out;
  };
  return block(0);
}
const ini = text => { let section; return text.split(/\r?\n/).reduce((o, line) => { let m; if ((m = /^\s*\[([^\]]+)\]/.exec(line))) section = m[1].split(".").reduce((x, k) => (x[k] ??= {}), o); else if ((m = /^\s*([^=;#\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line))) (section ?? o)[m[1]] = m[2].replace(/^"(.*)"$/, "$1"); return o; }, {}); };
function xml(text) {
  const root = { name: "#root", attrs: {}, children: [] }, stack = [root];
  const decode = s => s.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (all, h, d, n) => (h ? String.fromCodePoint(parseInt(h, 16)) : d ? String.fromCodePoint(+d) : ({ lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" })[n] ?? all));
  for (const [, cdata, close, open, attrs, self, chars] of text.matchAll(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/g)) {
    const top = stack.at(-1);
    if (cdata !== undefined) top.children.push(cdata); else if (close) { if (top.name !== close) throw new SyntaxError(`</${close}> closes <${top.name}>`); stack.pop(); }
    else if (open) { const node = { name: open, attrs: Object.fromEntries([...attrs.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, k, a, b]) => [k, decode(a ?? b)])), children: [] }; top.children.push(node); if (!self) stack.push(node); } else if (chars?.trim()) top.children.push(decode(chars.trim()));
  }
  if (stack.length > 1) throw new SyntaxError(`<${stack.at(-1).name}> is open`);
  return root.children[0];
}
const doc = yaml(`# deploy
name: "web é\\n"
replicas: 3
ratio: .5
tags: [a, 'b c', 1e3, true]
env:
  DEBUG: false
  EMPTY:
  quote: 'it''s' # trailing
steps:
- run: build
  with:
    cache: ~
- plain
- run: test
text: |
  one
  two
fold: >
  three
  four`);
const tree = xml(`<?xml version="1.0"?><!-- c --><feed xmlns:a='u'><entry id="1" t="&lt;&#233;&#x1F600;"><title>Fish &amp; Chips</title><br/><![CDATA[<raw & "x">]]></entry>
  text</feed>`);
const conf = ini(`top = 1\n; note\n[db]\nhost = "local host"\nport=5432\n[db.pool]\nmax = 10\n# x\nempty =\n`);
const errors = [() => xml("<a><b></a>"), () => xml("<a>"), () => yaml("just text")].map(f => { try { return f(); } catch (e) { return `${e.name}: ${e.message}`; } });
const xmlOut = n => (typeof n === "string" ? n.replace(/[<&]/g, c => `&#${c.charCodeAt(0)};`) : `<${n.name}${Object.entries(n.attrs).map(([k, v]) => ` ${k}="${v}"`).join("")}>${n.children.map(xmlOut).join("")}</${n.name}>`);
console.log(doc); console.log(tree); console.log(conf, errors);
({ doc, tree, conf, errors, xml: xmlOut(tree) });
