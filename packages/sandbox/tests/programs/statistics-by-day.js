// Time series: buckets by day, week and month, gaps filled, moving averages, percentiles, outliers, a histogram.
let state = 12345; const random = () => { state ^= state << 13; state ^= state >>> 17; state ^= state << 5; return (state >>> 0) / 4294967296; };
const start = Date.UTC(2024, 1, 26, 22), events = Array.from({ length: 150 }, (_, i) => ({ at: new Date(start + i * 3.7e6 + Math.floor(random() * 5e6)).toISOString(), ms: Math.round(50 + random() * 100 + (i % 40 === 0 ? 2000 : 0)), ok: random() > 0.1 })).filter((_, i) => i < 60 || i > 100);
const keys = { day: d => d.toISOString().slice(0, 10), hour: d => `${String(d.getUTCHours()).padStart(2, "0")}h`, month: d => `${d.getUTCFullYear()}-${d.getUTCMonth() + 1}`, weekday: d => ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][d.getUTCDay()] };
const bucket = (by, list = events) => list.reduce((map, e) => { const k = keys[by](new Date(e.at)); return map.set(k, [...(map.get(k) ?? []), e]); }, new Map());
const mean = l => l.reduce((a, b) => a + b, 0) / l.length, deviation = l => Math.sqrt(mean(l.map(x => (x - mean(l)) ** 2)));
const percentile = (l, p) => { const s = Float64Array.from(l).sort(), at = (s.length - 1) * p, low = Math.floor(at); return s[low] + (s[Math.ceil(at)] - s[low]) * (at - low); };
const days = []; for (let d = new Date(events[0].at.slice(0, 10)), end = new Date(events.at(-1).at); d <= end; d.setUTCDate(d.getUTCDate() + 1)) days.push(keys.day(d));
const perDay = bucket("day"), series = days.map(day => ({ day, n: perDay.get(day)?.length ?? 0, p95: perDay.has(day) ? +percentile(perDay.get(day).map(e => e.ms), 0.95).toFixed(1) : null, errors: perDay.get(day)?.filter(e => !e.ok).length ?? 0 }));
const moving = (list, n) => list.map((_, i) => { const w = list.slice(Math.max(0, i - n + 1), i + 1); return +mean(w).toFixed(3); });
const all = events.map(e => e.ms), limit = mean(all) + 2 * deviation(all);
const histogram = (list, size) => { const counts = {}; for (const x of list) { const k = Math.floor(x / size) * size; counts[k] = (counts[k] ?? 0) + 1; } return Object.entries(counts).map(([k, n]) => `${k.padStart(5)} ${"█".repeat(Math.ceil(n / 4))} ${n}`); };
const visits = events.reduce((list, e) => { const last = list.at(-1), t = Date.parse(e.at); if (last && t - last.end < 6e6) { last.end = t; last.n++; } else list.push({ start: t, end: t, n: 1 }); return list; }, []);
const human = ms => { const parts = [["d", 864e5], ["h", 36e5], ["m", 6e4], ["s", 1e3]].reduce((out, [u, size]) => { const n = Math.floor(ms / size); ms %= size; return n ? [...out, n + u] : out; }, []); return parts.slice(0, 2).join(" ") || `${ms}ms`; };
console.table(series);
console.log(histogram(all, 25).join("\n"));
console.log(bucket("weekday", events.slice(0, 8)));
({ series, moving: moving(series.map(s => s.n), 3), hours: [...bucket("hour")].map(([h, l]) => [h, l.length]).sort(), months: [...bucket("month")].map(([m, l]) => [m, l.length]), percentiles: [0, 0.25, 0.5, 0.9, 0.99, 1].map(p => percentile(all, p)), outliers: events.filter(e => e.ms > limit).map(e => e.at), mean: mean(all), deviation: deviation(all), visits: visits.length, longest: human(Math.max(...visits.map(s => s.end - s.start))), humans: [0, 999, 61000, 3600000, 90061000].map(human) });
