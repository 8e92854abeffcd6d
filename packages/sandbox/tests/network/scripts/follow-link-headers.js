// @expect {"success":true,"result":{"pages":4,"count":40,"sum":780}}
// Follows the Link header from page to page.
const nextOf = (header, base) => {
  const match = /<([^>]*)>;\s*rel="next"/.exec(header ?? "");
  return match && new URL(match[1], base).href;
};

const all = [];
let pages = 0;
for (let url = `${input.origin}/list`; url; pages++) {
  const response = await fetch(url);
  all.push(...(await response.json()));
  url = nextOf(response.headers.get("link"), response.url);
}
return { pages, count: all.length, sum: all.reduce((a, b) => a + b, 0) };
