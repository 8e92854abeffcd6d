// Dijkstra with a priority queue, breadth and depth first, topological order, components, A* on a grid, union-find.
class PriorityQueue {
  #heap = []; #less; constructor(less = (a, b) => a < b) { this.#less = less; }
  get size() { return this.#heap.length; }
  push(x) { const h = this.#heap; let i = h.push(x) - 1; while (i > 0) { const p = (i - 1) >> 1; if (!this.#less(h[i], h[p])) break; [h[i], h[p]] = [h[p], h[i]]; i = p; } return this; }
  pop() { const h = this.#heap, top = h[0], last = h.pop(); if (h.length) { h[0] = last; for (let i = 0; ; ) { let m = i; for (const c of [2 * i + 1, 2 * i + 2]) if (c < h.length && this.#less(h[c], h[m])) m = c; if (m === i) break; [h[i], h[m]] = [h[m], h[i]]; i = m; } } return top; }
}
const roads = { A: { B: 7, C: 9, F: 14 }, B: { A: 7, C: 10, D: 15 }, C: { A: 9, B: 10, D: 11, F: 2 }, D: { B: 15, C: 11, E: 6 }, E: { D: 6, F: 9 }, F: { A: 14, C: 2, E: 9 }, Z: {} };
function dijkstra(graph, from) {
  const distance = Object.fromEntries(Object.keys(graph).map(n => [n, Infinity])), previous = {}; distance[from] = 0;
  const queue = new PriorityQueue(([a], [b]) => a < b).push([0, from]);
  while (queue.size) { const [d, n] = queue.pop(); if (d > distance[n]) continue; for (const [to, w] of Object.entries(graph[n])) if (d + w < distance[to]) { distance[to] = d + w; previous[to] = n; queue.push([d + w, to]); } }
  return { distance, path: to => { const p = []; for (let n = to; n; n = previous[n]) p.unshift(n); return p[0] === from ? p : null; } };
}
const tasks = { shirt: ["tie"], tie: ["jacket"], trousers: ["shoes", "belt"], belt: ["jacket"], socks: ["shoes"], shoes: [], jacket: [] };
function topological(graph) { const state = {}, out = []; const visit = (n, trail) => { if (state[n] === 2) return; if (state[n] === 1) throw new Error(`cycle: ${[...trail, n].join(" → ")}`); state[n] = 1; for (const next of graph[n] ?? []) visit(next, [...trail, n]); state[n] = 2; out.unshift(n); }; Object.keys(graph).forEach(n => visit(n, [])); return out; }
const maze = ["S.#.....", ".##.###.", "....#...", ".##.#.#.", "...#..#E"].map(r => [...r]);
function astar(grid) {
  const find = c => { for (const [y, row] of grid.entries()) { const x = row.indexOf(c); if (x >= 0) return [x, y]; } }; const [sx, sy] = find("S"), [ex, ey] = find("E"); const h = (x, y) => Math.abs(x - ex) + Math.abs(y - ey); const open = new PriorityQueue((a, b) => a.f < b.f || (a.f === b.f && a.g > b.g)).push({ x: sx, y: sy, g: 0, f: h(sx, sy), path: "" }); const seen = new Set();
  while (open.size) { const { x, y, g, path } = open.pop(); if (x === ex && y === ey) return { steps: g, path }; if (seen.has(`${x},${y}`)) continue; seen.add(`${x},${y}`); for (const [dx, dy, c] of [[1, 0, "→"], [0, 1, "↓"], [-1, 0, "←"], [0, -1, "↑"]]) if ((grid[y + dy]?.[x + dx] ?? "#") !== "#") open.push({ x: x + dx, y: y + dy, g: g + 1, f: g + 1 + h(x + dx, y + dy), path: path + c }); }
  return null;
}
class UnionFind { parent = new Map(); find(x) { const p = this.parent.get(x) ?? x; if (p === x) return x; const root = this.find(p); this.parent.set(x, root); return root; } union(a, b) { [a, b] = [this.find(a), this.find(b)]; if (a === b) return false; this.parent.set(a, b); return true; } }
const uf = new UnionFind(); const tree = Object.entries(roads).flatMap(([a, t]) => Object.entries(t).map(([b, w]) => [w, a, b])).sort(([a], [b]) => a - b).filter(([, a, b]) => uf.union(a, b));
const bfs = (from, next) => { const depth = new Map([[from, 0]]); for (const n of depth.keys()) for (const m of next(n)) if (!depth.has(m)) depth.set(m, depth.get(n) + 1); return depth; };
const { distance, path } = dijkstra(roads, "A"); let cycle; try { topological({ a: ["b"], b: ["c"], c: ["a"] }); } catch (e) { cycle = e.message; }
const knights = bfs("a1", s => { const [x, y] = [s.charCodeAt(0) - 97, +s[1] - 1]; return [[1, 2], [2, 1], [-1, 2], [-2, 1], [1, -2], [2, -1], [-1, -2], [-2, -1]].map(([dx, dy]) => [x + dx, y + dy]).filter(p => p.every(v => v >= 0 && v < 8)).map(([a, b]) => String.fromCharCode(97 + a) + (b + 1)); });
console.log(distance, path("E"));
console.log(knights);
console.log(maze.map(r => r.join("")).join("\n"), new PriorityQueue().push(3));
({ distance, paths: ["E", "D", "Z"].map(path), order: topological(tasks), cycle, maze: astar(maze), tree, weight: tree.reduce((s, [w]) => s + w, 0), knight: [knights.get("h8"), knights.size, Math.max(...knights.values())] });
