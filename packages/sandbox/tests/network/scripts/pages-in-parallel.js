// @expect {"success":true,"result":{"count":100,"isInOrder":true,"total":4950,"byTag":{"odd":50,"even":50},"beyond":"page 6: HTTP 404"}}
// Reads the first page, then all others at once.
const headers = { authorization: "Bearer secret-token" };

async function readPage(page) {
  const response = await fetch(`${input.origin}/items?${new URLSearchParams({ page })}`, { headers });
  if (!response.ok) throw new Error(`page ${page}: HTTP ${response.status}`);
  return response.json();
}

const first = await readPage(1);
const rest = await Promise.all(Array.from({ length: first.pages - 1 }, (_, i) => readPage(i + 2)));
const items = [first, ...rest].flatMap(page => page.items);
const beyond = await readPage(first.pages + 1).catch(error => error.message);

return {
  count: items.length,
  isInOrder: items.every((item, i) => item.id === i + 1),
  total: items.reduce((sum, { price }) => sum + price, 0),
  byTag: Object.fromEntries(Object.entries(Object.groupBy(items, item => item.tags[0])).map(([tag, list]) => [tag, list.length])),
  beyond,
};
