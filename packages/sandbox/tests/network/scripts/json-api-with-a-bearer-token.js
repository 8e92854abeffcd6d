// @expect {"success":true,"result":{"refused":[401,"Bearer","a bearer token is needed"],"type":"application/json","page":2,"dearest":["item 27: 99","item 35: 95","item 24: 88"]}}
// A JSON API that wants a token: without it, with it, and what the answer holds.
const url = `${input.origin}/items?page=2`;

const refused = await fetch(url);
if (refused.ok) throw new Error("it answers anybody");
const { error } = await refused.json();

const response = await fetch(url, {
  headers: { Authorization: `Bearer ${input.token ?? "secret-token"}`, Accept: "application/json" },
});
if (!response.ok) throw new Error(`HTTP ${response.status}`);
const { page, items } = await response.json();

return {
  refused: [refused.status, refused.headers.get("www-authenticate"), error],
  type: response.headers.get("content-type"),
  page,
  dearest: items.toSorted((a, b) => b.price - a.price).slice(0, 3).map(({ name, price }) => `${name}: ${price}`),
};
