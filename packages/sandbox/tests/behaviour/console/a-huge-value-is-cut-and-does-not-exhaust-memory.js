// @request {"memoryLimitBytes": 20000000}
const wide = {}; for (let i = 0; i < 20000; i++) wide["key" + i] = { v: i, w: [i] };
console.log(wide);
console.log("x".repeat(1 << 20));
console.log(["y".repeat(1 << 20), "é".repeat(1 << 18)]);
let deep = []; for (let i = 0; i < 5000; i++) deep = [deep]; console.dir(deep, { depth: Infinity });
let chain = {}; for (let i = 0; i < 5000; i++) chain = Object.create(chain); console.log(chain);
let proxies = {}; for (let i = 0; i < 5000; i++) proxies = new Proxy(proxies, {}); console.log(proxies);
const big = new Array(200000).fill(1); console.log(big); console.table(new Array(5000).fill({ a: 1 }));
console.log(new Map(Array.from({ length: 5000 }, (_, i) => [i, i])).keys());
console.log("%s".repeat(10000), ...new Array(5000).fill("zzzzzzzzzzzzzzzzzzzzzzzzzzzz"));
console.group("g".repeat(100)); for (let i = 0; i < 1000; i++) console.group(); console.log("\n".repeat(5000)); 
return "ok";
