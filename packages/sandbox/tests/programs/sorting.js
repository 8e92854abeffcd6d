// Stability, default order, comparators, several keys, natural order, sorting algorithms of one's own.
const people = [["Ada", 36], ["Bob", 25], ["Cy", 36], ["Di", 25], ["Ed", 41], ["Flo", 36]].map(([name, age]) => ({ name, age }));
const by = (...keys) => (a, b) => { for (const key of keys) { const [k, sign] = key.startsWith("-") ? [key.slice(1), -1] : [key, 1]; if (a[k] < b[k]) return -sign; if (a[k] > b[k]) return sign; } return 0; };
const natural = (a, b) => { const split = s => s.split(/(\d+)/).map((p, i) => (i % 2 ? Number(p) : p)); const [x, y] = [split(a), split(b)]; for (let i = 0; i < Math.min(x.length, y.length); i++) if (x[i] !== y[i]) return x[i] < y[i] ? -1 : 1; return x.length - y.length; };
let seed = 42; const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
const many = Array.from({ length: 3000 }, (_, i) => ({ key: Math.floor(random() * 20), i }));
const stable = many.slice().sort((a, b) => a.key - b.key).every((x, i, all) => i === 0 || all[i - 1].key < x.key || (all[i - 1].key === x.key && all[i - 1].i < x.i));
const quick = ([p, ...rest]) => (p === undefined ? [] : [...quick(rest.filter(x => x < p)), p, ...quick(rest.filter(x => x >= p))]);
function merge(list) { if (list.length < 2) return list; const mid = list.length >> 1, [l, r] = [merge(list.slice(0, mid)), merge(list.slice(mid))], out = []; while (l.length && r.length) out.push(l[0] <= r[0] ? l.shift() : r.shift()); return [...out, ...l, ...r]; }
function heap(list) { const a = [...list]; const sift = (i, n) => { for (let c; (c = 2 * i + 1) < n; i = c) { if (c + 1 < n && a[c + 1] > a[c]) c++; if (a[i] >= a[c]) return; [a[i], a[c]] = [a[c], a[i]]; } }; for (let i = a.length >> 1; i--; ) sift(i, a.length); for (let n = a.length; n-- > 1; ) { [a[0], a[n]] = [a[n], a[0]]; sift(0, n); } return a; }
const numbers = Array.from({ length: 200 }, () => Math.floor(random() * 1000));
const expected = numbers.slice().sort((a, b) => a - b).join();
const holes = [3, , undefined, 1, null, "b", , NaN]; holes.sort();
const desc = [5, 1, 4].sort().reverse(); const frozen = (() => { try { "use strict"; Object.freeze([2, 1]).sort(); } catch (e) { return e.name; } })();
const keyed = ["délai", "zebra", "Apfel", "apfel", "éclair", "10", "9", "_x", "a b", "ab"];
const comparisons = []; [3, 1, 2].sort((a, b) => { comparisons.push(1); return a - b; });
console.log(people.slice().sort(by("-age", "name")).map(p => p.name));
console.table(people.slice(0, 3), ["name"]);
console.log(many.slice(0, 5), numbers);
({ byAge: people.slice().sort(by("age")).map(p => p.name), both: people.slice().sort(by("age", "-name")).map(p => p.name), stable, own: [quick(numbers), merge(numbers), heap(numbers)].map(l => l.join() === expected), natural: ["a10", "a9", "a1b20", "a1b3", "b", "a"].sort(natural), defaults: [[10, 9, 1, 100].sort(), [true, false, "t", 0].sort(), [[2], [10], [1, 5]].sort(), [-1, -2, 5, 10].sort()], holes: [holes.length, ...holes.map(String)], desc, frozen,
  codeUnits: keyed.slice().sort(), locale: keyed.filter(w => /^[a-z]+$/.test(w)).sort((a, b) => a.localeCompare(b)), called: comparisons.length > 0, typed: [...new Int16Array([3, -1, 2]).sort(), ...new Float64Array([2, 10, 1]).sort((a, b) => b - a)], returned: (l => l.sort() === l)([2, 1]), inconsistent: [1, 2, 3, 4].sort(() => 0), booleans: [3, 1, 2].sort((a, b) => a > b ? 1 : -1), bad: (() => { try { [1, 2].sort(5); } catch (e) { return e.name; } })() });
