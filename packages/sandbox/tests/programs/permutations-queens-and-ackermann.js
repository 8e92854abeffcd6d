// Recursion in several shapes.
const permutations = items => (items.length < 2 ? [items] : items.flatMap((x, i) => permutations([...items.slice(0, i), ...items.slice(i + 1)]).map(rest => [x, ...rest])));
const combinations = (items, k) => (k === 0 ? [[]] : items.flatMap((x, i) => combinations(items.slice(i + 1), k - 1).map(rest => [x, ...rest])));
const powerset = ([head, ...tail]) => (head === undefined ? [[]] : powerset(tail).flatMap(set => [set, [head, ...set]]));
function queens(n, row = 0, columns = 0, left = 0, right = 0) {
  if (row === n) return 1;
  let count = 0;
  for (let free = ~(columns | left | right) & ((1 << n) - 1); free; ) {
    const bit = free & -free;
    free ^= bit;
    count += queens(n, row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1);
  }
  return count;
}
const ackermann = (m, n) => (m === 0 ? n + 1 : n === 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1)));
const hanoi = (n, from = "A", to = "C", via = "B") => (n === 0 ? [] : [...hanoi(n - 1, from, via, to), from + to, ...hanoi(n - 1, via, to, from)]);
const flatten = value => (Array.isArray(value) ? value.reduce((all, v) => all.concat(flatten(v)), []) : [value]);
const fibonacci = (memo => function fib(n) { return (memo[n] ??= n < 2 ? n : fib(n - 1) + fib(n - 2)); })({});
const isEven = n => (n === 0 ? true : isOdd(n - 1)), isOdd = n => (n === 0 ? false : isEven(n - 1));
const collatz = n => (n === 1 ? [1] : [n, ...collatz(n % 2 ? 3 * n + 1 : n / 2)]);
function change(amount, coins) {
  if (amount === 0) return 1;
  if (amount < 0 || coins.length === 0) return 0;
  return change(amount - coins[0], coins) + change(amount, coins.slice(1));
}
console.log(permutations(["a", "b", "c"]));
console.log(powerset([1, 2, 3]), hanoi(3));
console.log("%i queens: %i", 6, queens(6), ...combinations([1, 2, 3, 4], 2));
({ p5: permutations([..."abcde"]).length, last: permutations([1, 2, 3, 4]).at(-1), queens: [4, 5, 6, 7, 8].map(n => queens(n)), ackermann: [ackermann(2, 3), ackermann(3, 3)],
  flat: flatten([1, [2, [3, [4, [[]]]]], "5"]), fib: fibonacci(90), even: isEven(1000), collatz: collatz(27).length, change: change(50, [25, 10, 5, 1]) });
