// A small template engine: variables, filters, loops, conditions, compiled to a function by `new Function`.
const filters = {
  upper: s => String(s).toUpperCase(), money: (n, symbol = "€") => `${symbol}${Number(n).toFixed(2)}`,
  join: (list, by = ", ") => list.join(by), default: (v, other) => (v === undefined || v === null || v === "" ? other : v), json: v => JSON.stringify(v),
};
const escape = s => String(s ?? "").replace(/[&<>"']/g, c => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[c]);

function compile(source) {
  let body = "let out = '';\n";
  let last = 0;
  const tag = /\{\{\{?\s*(?<code>[\s\S]+?)\s*\}?\}\}|\{%\s*(?<word>\w+)\s*(?<rest>[\s\S]*?)\s*%\}/g;
  const text = s => { if (s) body += `out += ${JSON.stringify(s)};\n`; };
  const expression = code => {
    const [head, ...pipes] = code.split(/(?<!\|)\|(?!\|)/);
    return pipes.reduce((value, pipe) => {
      const [, name, args] = /^\s*(\w+)\s*(?::\s*([\s\S]*))?$/.exec(pipe);
      return `filters.${name}(${value}${args ? `, ${args}` : ""})`;
    }, `(${head.trim()})`);
  };
  for (const match of source.matchAll(tag)) {
    text(source.slice(last, match.index));
    last = match.index + match[0].length;
    const { code, word, rest } = match.groups;
    if (code !== undefined) body += match[0].startsWith("{{{") ? `out += ${expression(code)};\n` : `out += escape(${expression(code)});\n`;
    else if (word === "for") {
      const [, name, list] = /^(\w+)\s+in\s+([\s\S]+)$/.exec(rest);
      body += `for (const [index, ${name}] of [...${list}].entries()) {\n`;
    } else if (word === "if") body += `if (${rest}) {\n`;
    else if (word === "else") body += "} else {\n";
    else if (/^end/.test(word)) body += "}\n";
    else throw new Error(`unknown tag "${word}"`);
  }
  text(source.slice(last));
  const render = new Function("escape", "filters", "data", `with (data) {\n${body}return out;\n}`);
  return data => render(escape, filters, data);
}

const page = compile(`<h1>{{ title | upper }}</h1>
{% if items.length %}<ul>
{% for item in items %}<li class="{{ index % 2 ? "odd" : "even" }}">{{ item.name }}: {{ item.price | money }}{% if item.tags %} ({{ item.tags | join: " / " }}){% endif %}</li>
{% endfor %}</ul>{% else %}<p>nothing</p>{% endif %}
{{{ raw }}} {{ missing | default: "n/a" }} {{ { a: [1, null] } | json }}`);
const full = page({ title: "Fish & <Chips>", items: [{ name: "Cod", price: 3 }, { name: "\"Eel\"", price: "4.5", tags: ["slimy", "long"] }], raw: "<hr>", missing: "" });
const empty = page({ title: null, items: [], raw: 0, missing: undefined });
let error;
try { compile("{% while true %}"); } catch (e) { error = e.message; }
console.log(full);
console.log([empty]);
return { full, empty, error, short: page({ title: 1, items: "ab", raw: "", missing: 0 }) };
