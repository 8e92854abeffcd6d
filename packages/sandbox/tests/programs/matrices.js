// Products, determinants, inverses, linear systems, regression, rotation, game of life, spirals.
const multiply = (a, b) => a.map(row => b[0].map((_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0)));
const transpose = m => m[0].map((_, i) => m.map(row => row[i]));
const identity = n => Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => +(i === j)));
const power = (m, n) => (n === 0 ? identity(m.length) : n % 2 ? multiply(m, power(m, n - 1)) : power(multiply(m, m), n / 2));
const determinant = m => (m.length === 1 ? m[0][0] : m[0].reduce((sum, x, j) => sum + (j % 2 ? -1 : 1) * x * determinant(m.slice(1).map(r => r.filter((_, k) => k !== j))), 0));
function solve(a, b) {
  const m = a.map((row, i) => [...row, b[i]]), n = m.length;
  for (let i = 0; i < n; i++) {
    let best = i; for (let r = i + 1; r < n; r++) if (Math.abs(m[r][i]) > Math.abs(m[best][i])) best = r;
    if (Math.abs(m[best][i]) < 1e-12) throw new RangeError("singular");
    [m[i], m[best]] = [m[best], m[i]];
    for (let r = 0; r < n; r++) if (r !== i) { const f = m[r][i] / m[i][i]; for (let c = i; c <= n; c++) m[r][c] -= f * m[i][c]; }
  }
  return m.map((row, i) => row[n] / row[i]);
}
const inverse = m => transpose(identity(m.length).map((_, i) => solve(m, identity(m.length)[i])));
const fit = points => { const x = points.map(([px]) => [1, px, px * px]), y = points.map(([, py]) => [py]), xt = transpose(x); return solve(multiply(xt, x), multiply(xt, y).map(r => r[0])); };
const life = g => g.map((row, y) => [...row].map((c, x) => { let n = 0; for (const dy of [-1, 0, 1]) for (const dx of [-1, 0, 1]) if ((dx || dy) && g[y + dy]?.[x + dx] === "#") n++; return n === 3 || (n === 2 && c === "#") ? "#" : "."; }).join(""));
const spiral = m => { const out = []; for (m = m.map(r => [...r]); m.length; m = transpose(m.length ? m : [[]]).reverse?.() ?? []) { out.push(...m.shift()); if (!m.length) break; } return out; };
const rotate = m => transpose(m).map(r => r.reverse());
function mandelbrot(w, h) { const rows = []; for (let y = 0; y < h; y++) { let row = ""; for (let x = 0; x < w; x++) { let [a, b, i] = [0, 0, 0]; const ca = (x / w) * 3 - 2, cb = (y / h) * 2 - 1; while (a * a + b * b < 4 && i < 50) { [a, b] = [a * a - b * b + ca, 2 * a * b + cb]; i++; } row += " .:-=+*#%@"[Math.min(9, Math.floor(i / 5))]; } rows.push(row); } return rows; }
let glider = [".#....", "..#...", "###...", "......", "......"]; const generations = [glider]; for (let i = 0; i < 4; i++) generations.push((glider = life(glider)));
const m = [[2, 1, -1], [-3, -1, 2], [-2, 1, 2]];
let singular; try { solve([[1, 2], [2, 4]], [1, 2]); } catch (e) { singular = e.message; }
console.log(m, inverse(m));
console.log(mandelbrot(60, 16).join("\n"));
console.log(generations.at(-1), [[[[1]]]], [[1, [2, [3, [4]]]]]);
({ product: multiply(m, identity(3)), det: determinant(m), x: solve(m, [8, -11, -3]), inverse: inverse(m), fibonacci: power([[1, 1], [1, 0]], 70)[0][1], fit: fit([[0, 1], [1, 3], [2, 7], [3, 13]]).map(v => +v.toFixed(9)), generations, spiral: spiral([[1, 2, 3], [4, 5, 6], [7, 8, 9]]), rotated: rotate([[1, 2, 3], [4, 5, 6]]), singular });
