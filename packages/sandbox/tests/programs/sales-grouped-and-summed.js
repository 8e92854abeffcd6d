// Group-by with several keys, sums, averages, top n, pivot.
const rows = `north,apples,10,1.2
north,pears,4,2.5
south,apples,7,1.1
south,pears,0,2.4
east,plums,12,0.33
north,apples,5,1.25
west,,3,9`.split("\n").map(line => {
  const [region, fruit, qty, price] = line.split(",");
  return { region, fruit: fruit || "(none)", qty: Number(qty), price: parseFloat(price) };
});

function groupBy(items, ...keys) {
  const [key, ...rest] = keys;
  if (key === undefined) return items;
  const groups = {};
  for (const item of items) (groups[item[key]] ||= []).push(item);
  return Object.fromEntries(Object.entries(groups).map(([name, members]) => [name, groupBy(members, ...rest)]));
}
const sum = (items, of) => items.reduce((total, item) => total + of(item), 0);
const round = (n, digits = 2) => Math.round((n + Number.EPSILON) * 10 ** digits) / 10 ** digits;

const pivot = {};
for (const { region, fruit, qty } of rows) {
  pivot[region] ??= {};
  pivot[region][fruit] = (pivot[region][fruit] ?? 0) + qty;
}
const stats = Object.entries(groupBy(rows, "region")).map(([region, members]) => ({
  region, count: members.length, revenue: round(sum(members, m => m.qty * m.price)),
  mean: round(sum(members, m => m.price) / members.length, 4), max: Math.max(...members.map(m => m.qty)),
}));
console.table(stats);
console.table(pivot);
console.log("%s has %d rows, %o", "sales", rows.length, { first: rows[0].region });
console.log(groupBy(rows, "region", "fruit"));
const top = [...stats].sort((a, b) => b.revenue - a.revenue || a.region.localeCompare(b.region)).slice(0, 2).map(s => s.region);
({ stats, pivot, top, empty: sum([], x => x), worst: Math.min(), dump: JSON.stringify(pivot, null, 2) });
