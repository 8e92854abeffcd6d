// Conversions that interviews and model answers are full of.
const ROMAN = Object.entries({ M: 1000, CM: 900, D: 500, CD: 400, C: 100, XC: 90, L: 50, XL: 40, X: 10, IX: 9, V: 5, IV: 4, I: 1 });
const toRoman = n => ROMAN.reduce((out, [r, v]) => { while (n >= v) { out += r; n -= v; } return out; }, "");
const fromRoman = s => { if (!/^(?=.)M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})$/.test(s)) throw new SyntaxError(`not a numeral: ${s}`); return [...s].reduce((sum, c, i, all) => { const v = Object.fromEntries(ROMAN); return v[c] < (v[all[i + 1]] ?? 0) ? sum - v[c] : sum + v[c]; }, 0); };
const ONES = " one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(" "), TENS = "  twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const words = n => (n === 0 ? "zero" : n < 0 ? `minus ${words(-n)}` : n < 20 ? ONES[n] : n < 100 ? TENS[Math.floor(n / 10)] + (n % 10 ? `-${ONES[n % 10]}` : "") : (([size, name]) => `${words(Math.floor(n / size))} ${name}${n % size ? ` ${words(n % size)}` : ""}`)([[1e9, "billion"], [1e6, "million"], [1e3, "thousand"], [100, "hundred"]].find(([s]) => n >= s)));
const ordinal = n => n + (["th", "st", "nd", "rd"][(n % 100 >> 3) ^ 1 && n % 10] || "th");
const fizz = Array.from({ length: 15 }, (_, i) => (++i % 3 ? "" : "Fizz") + (i % 5 ? "" : "Buzz") || i);
const sieve = n => { const composite = new Uint8Array(n + 1), out = []; for (let i = 2; i <= n; i++) { if (composite[i]) continue; out.push(i); for (let j = i * i; j <= n; j += i) composite[j] = 1; } return out; };
const caesar = (s, k) => s.replace(/[a-z]/gi, c => { const base = c <= "Z" ? 65 : 97; return String.fromCharCode(((c.charCodeAt(0) - base + k + 26) % 26) + base); });
const isPalindrome = s => (t => t === [...t].reverse().join(""))(s.toLowerCase().replace(/[^a-z0-9]/g, ""));
const anagrams = list => Object.values(list.reduce((g, w) => ((g[[...w].sort().join("")] ??= []).push(w), g), {})).filter(g => g.length > 1);
const luhn = s => [...s.replace(/\D/g, "")].reverse().reduce((sum, d, i) => sum + (i % 2 ? (d * 2 > 9 ? d * 2 - 9 : d * 2) : +d), 0) % 10 === 0;
const rle = { encode: s => s.replace(/(.)\1+/gs, (run, c) => run.length + c), decode: s => s.replace(/(\d+)(\D)/g, (_, n, c) => c.repeat(n)) };
const brackets = s => { const open = [], pair = { ")": "(", "]": "[", "}": "{" }; for (const c of s) if ("([{".includes(c)) open.push(c); else if (pair[c] && open.pop() !== pair[c]) return false; return !open.length; };
const morse = Object.fromEntries("a.- b-... c-.-. d-.. e. f..-. g--. h.... i.. o--- s... t-".split(" ").map(([c, ...m]) => [c, m.join("")]));
const twoSum = (list, target) => { const at = {}; for (let i = 0; i < list.length; i++) { if (target - list[i] in at) return [at[target - list[i]], i]; at[list[i]] = i; } return null; };
const uuidish = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID());
let bad; try { fromRoman("IIX"); } catch (e) { bad = e.message; }
for (const n of [1, 4, 9, 14, 40, 90, 400, 1994, 2024, 3999]) console.log("%d = %s = %s", n, toRoman(n), words(n));
console.log(fizz, sieve(50));
({ round: Array.from({ length: 3999 }, (_, i) => i + 1).every(n => fromRoman(toRoman(n)) === n), bad, words: [0, -15, 100, 342, 1000000, 1234567890].map(words), ordinals: [1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111].map(ordinal), primes: sieve(100000).length, caesar: [caesar("Hello, World!", 3), caesar(caesar("abcXYZ", 5), -5)], palindromes: ["A man, a plan, a canal: Panama", "nope"].map(isPalindrome), anagrams: anagrams(["eat", "tea", "tan", "ate", "nat", "bat"]), luhn: ["4539 1488 0343 6467", "8273 1232 7352 0569"].map(luhn), rle: [rle.encode("aaabccdddd"), rle.decode(rle.encode("wwwwaaadexxxxxx"))], brackets: ["{[()]}", "{[(])}", "(("].map(brackets), morse: [..."sos"].map(c => morse[c]).join(" "), twoSum: [twoSum([2, 7, 11, 15], 9), twoSum([1], 2)], uuidish });
