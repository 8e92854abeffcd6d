// Markdown to HTML: headings, emphasis, code, links, nested lists, tables, quotes, fences.
const escapeHtml = s => s.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
function inline(text) {
  const codes = [];
  return escapeHtml(text)
    .replace(/(`+)(.+?)\1/g, (_, __, code) => `\u0000${codes.push(code.trim()) - 1}\u0000`)
    .replace(/!\[([^\]]*)\]\(([^\s)]+)(?:\s+"([^"]*)")?\)/g, (_, alt, src, title) => `<img src="${src}" alt="${alt}"${title ? ` title="${title}"` : ""}>`)
    .replace(/\[([^\]]+)\]\(([^\s)]+)\)/g, '<a href="$2">$1</a>')
    .replace(/(?<![\w*])\*\*(?=\S)([\s\S]+?)(?<=\S)\*\*(?!\w)/g, "<strong>$1</strong>")
    .replace(/(?<![\w_])_(?=\S)([\s\S]+?)(?<=\S)_(?![\w_])/g, "<em>$1</em>")
    .replace(/\*(?=\S)([^*]+?)(?<=\S)\*/g, "<em>$1</em>")
    .replace(/~~(.+?)~~/g, "<del>$1</del>")
    .replace(/\u0000(\d+)\u0000/g, (_, i) => `<code>${codes[+i]}</code>`);
}
function render(markdown) {
  const lines = markdown.replace(/\r\n?/g, "\n").split("\n");
  const html = [];
  for (let i = 0; i < lines.length; ) {
    const line = lines[i];
    let m;
    if (/^\s*$/.test(line)) i++;
    else if ((m = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line))) {
      const id = m[2].toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
      html.push(`<h${m[1].length} id="${id}">${inline(m[2])}</h${m[1].length}>`);
      i++;
    } else if ((m = /^```(\w*)/.exec(line))) {
      const code = [];
      while (++i < lines.length && !lines[i].startsWith("```")) code.push(lines[i]);
      i++;
      html.push(`<pre><code${m[1] && ` class="language-${m[1]}"`}>${escapeHtml(code.join("\n"))}</code></pre>`);
    } else if (/^>/.test(line)) {
      const quote = [];
      while (i < lines.length && /^>/.test(lines[i])) quote.push(lines[i++].replace(/^> ?/, ""));
      html.push(`<blockquote>${render(quote.join("\n"))}</blockquote>`);
    } else if (/^\|.*\|$/.test(line) && /^\|[\s:|-]+\|$/.test(lines[i + 1] ?? "")) {
      const cells = row => row.slice(1, -1).split(/(?<!\\)\|/).map(c => c.trim().replace("\\|", "|"));
      const align = cells(lines[i + 1]).map(c => (/^:.*:$/.test(c) ? "center" : /:$/.test(c) ? "right" : ""));
      const row = (cols, tag) => `<tr>${cols.map((c, n) => `<${tag}${align[n] && ` align="${align[n]}"`}>${inline(c)}</${tag}>`).join("")}</tr>`;
      const rows = [row(cells(line), "th")];
      for (i += 2; /^\|/.test(lines[i] ?? ""); i++) rows.push(row(cells(lines[i]), "td"));
      html.push(`<table>${rows.join("")}</table>`);
    } else if ((m = /^(\s*)([-*+]|\d+\.)\s+/.exec(line))) {
      const tag = /\d/.test(m[2]) ? "ol" : "ul", items = [];
      while (i < lines.length && /^(\s+\S|([-*+]|\d+\.)\s)/.test(lines[i])) {
        if (/^([-*+]|\d+\.)\s+/.test(lines[i])) items.push([lines[i].replace(/^([-*+]|\d+\.)\s+/, "")]);
        else items.at(-1).push(lines[i].replace(/^ {1,4}/, ""));
        i++;
      }
      html.push(`<${tag}>${items.map(([head, ...rest]) => `<li>${inline(head)}${rest.length ? render(rest.join("\n")) : ""}</li>`).join("")}</${tag}>`);
    } else if (/^(\*\s*){3,}$|^-{3,}$/.test(line)) { html.push("<hr>"); i++; }
    else {
      const paragraph = [];
      while (i < lines.length && /\S/.test(lines[i]) && !/^(#|>|```|\|)/.test(lines[i])) paragraph.push(lines[i++]);
      html.push(`<p>${inline(paragraph.join("\n")).replace(/ {2}\n/g, "<br>\n")}</p>`);
    }
  }
  return html.join("\n");
}
const html = render(`# Über *Café* & Co #

A **bold** move, snake_case_name stays, _so it is_; \`a < b && *c*\`.  
Next ~~line~~ [link](https://e.org/?a=1&b=2) ![pic](p.png "T")

- one
- two
    - two a
    - two **b**
- three

1. first
2. second

> quoted
> > deeper

| name | n |
|:----:|--:|
| a\\|b | 1 |
| \`c\` | 22 |

\`\`\`js
if (a < b) { x = "<&>"; }
\`\`\`
---
end`);
console.log(html.split("\n").length, "lines");
console.info({ html: html.slice(0, 60) });
html;
