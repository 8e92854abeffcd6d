// Factorials, gcd, modular powers, primes, square roots, conversions.
const factorial = n => (n < 2n ? 1n : n * factorial(n - 1n));
const gcd = (a, b) => (b === 0n ? a : gcd(b, a % b));
function modpow(base, exponent, modulus) {
  let result = 1n;
  for (base %= modulus; exponent > 0n; exponent >>= 1n, base = (base * base) % modulus) if (exponent & 1n) result = (result * base) % modulus;
  return result;
}
function isPrime(n) {
  if (n < 2n) return false;
  for (const p of [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n]) if (n % p === 0n) return n === p;
  let d = n - 1n, r = 0;
  while (d % 2n === 0n) { d /= 2n; r++; }
  witness: for (const a of [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n]) {
    let x = modpow(a, d, n);
    if (x === 1n || x === n - 1n) continue;
    for (let i = 1; i < r; i++) { x = (x * x) % n; if (x === n - 1n) continue witness; }
    return false;
  }
  return true;
}
const sqrt = n => { let x = n; for (let y = (x + 1n) / 2n; y < x; y = (x + n / x) / 2n) x = y; return x; };
const egcd = (a, b) => { let [x0, x1] = [1n, 0n]; while (b) { const q = a / b; [a, b, x0, x1] = [b, a % b, x1, x0 - q * x1]; } return [a, x0]; };
function pi(digits) {
  let q = 1n, r = 0n, t = 1n, k = 1n, n = 3n, l = 3n, out = "";
  while (out.length < digits) {
    if (4n * q + r - t < n * t) { out += n; [q, r, n] = [10n * q, 10n * (r - n * t), (10n * (3n * q + r)) / t - 10n * n]; }
    else [q, r, t, k, n, l] = [q * k, (2n * q + r) * l, t * l, k + 1n, (q * (7n * k) + 2n + r * l) / (t * l), l + 2n];
  }
  return out;
}
const tries = [() => 1n + 1, () => 1n / 0n, () => +1n, () => BigInt(1.5), () => BigInt("x"), () => 2n ** -1n, () => Math.max(1n), () => 1n >>> 0n, () => BigInt(undefined), () => JSON.stringify(1n)].map(f => { try { return String(f()); } catch (e) { return e.name; } });
console.log(factorial(25n), [1n, -2n], { big: 2n ** 64n }, new Map([[1n, -0n]]));
console.log("%d %i %s", 10n, 20n, 30n);
({
  factorial: String(factorial(30n)), gcd: String(gcd(1071n, 462n)), modpow: modpow(3n, 1000n, 1000000007n).toString(), primes: [97n, 91n, 2n ** 61n - 1n, 2n ** 89n - 1n, 561n, 2n ** 67n - 1n].map(isPrime),
  sqrt: `${sqrt(2n * 10n ** 60n)}`, inverse: egcd(17n, 3120n).map(String), pi: pi(60), radix: [255n.toString(16), (-255n).toString(2), (10n ** 20n).toString(36), BigInt("0xff").toString(), BigInt("  0b11 ").toString(), BigInt("").toString(), BigInt(true).toString()],
  division: [7n / 2n, -7n / 2n, 7n % -2n, -7n % 2n, (-7n) ** 3n].map(String), bits: [5n & 3n, 5n | 3n, 5n ^ 3n, ~5n, 1n << 70n, -1n >> 70n, -5n >> 1n, -5n & 0xffn].map(String), wrap: [BigInt.asUintN(8, 257n), BigInt.asIntN(8, 255n), BigInt.asUintN(64, -1n), BigInt.asIntN(64, 2n ** 63n)].map(String),
  compare: [1n < 2, 2n == 2, 2n === 2, 1n < 1.5, 2n > "1", 0n == "", [3n, 1, 2n, 10].sort((a, b) => (a < b ? -1 : 1)).map(String), !0n, typeof 1n, Object(1n) == 1n], numbers: [Number(2n ** 53n + 1n), Number(2n ** 1024n), parseInt("9007199254740993n"), Number.isInteger(Number(5n)), BigInt(Number.MAX_SAFE_INTEGER) + 2n + ""],
  typed: (b => [...b].map(String))(BigInt64Array.of(1n, -1n, 2n ** 63n)), tries, locale: (123456789n).toString().replace(/\B(?=(\d{3})+$)/g, " "),
});
