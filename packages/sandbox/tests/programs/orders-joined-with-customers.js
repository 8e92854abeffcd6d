// Joins orders with their customers and products, as a step of a workflow would.
const customers = [
  { id: 7, name: "Ada Lovelace", address: { city: "London", country: "GB" }, tags: ["vip", "early"] },
  { id: 9, name: "Grace Hopper", address: { city: "New York", country: "US" }, tags: [] },
  { id: 12, name: "Linus", address: null },
];
const products = { A1: { title: "Anvil", price: 19.99 }, B2: { title: "Bucket", price: 4.5 }, C3: { title: "Cable", price: 0.1 } };
const orders = [
  { no: "2024-0001", customer: 7, lines: [{ sku: "A1", qty: 2 }, { sku: "C3", qty: 3 }], at: "2024-01-31T23:59:59Z" },
  { no: "2024-0002", customer: 9, lines: [{ sku: "B2", qty: 10 }], at: "2024-02-01T00:00:00Z" },
  { no: "2024-0003", customer: 7, lines: [], at: "2024-02-29T12:00:00+02:00" },
  { no: "2024-0004", customer: 99, lines: [{ sku: "ZZ", qty: 1 }], at: "2024-03-01T08:30:00-05:00" },
];

const byId = new Map(customers.map(c => [c.id, c]));
const joined = orders.map(({ no, customer, lines, at }) => {
  const who = byId.get(customer) ?? { name: "unknown" };
  const items = lines.map(({ sku, qty }) => ({ sku, qty, title: products[sku]?.title ?? null, total: (products[sku]?.price ?? 0) * qty }));
  return { no, at: new Date(at).toISOString(), who: who.name, city: who.address?.city, vip: who.tags?.includes("vip") ?? false, items, total: items.reduce((sum, i) => sum + i.total, 0) };
});
const byMonth = joined.reduce((groups, order) => {
  (groups[order.at.slice(0, 7)] ??= []).push(order.no);
  return groups;
}, {});

console.log(joined);
console.log("months", byMonth);
console.log(byId);
({ joined, byMonth, revenue: joined.reduce((sum, o) => sum + o.total, 0), unknown: joined.filter(o => !o.city).map(o => o.no) });
