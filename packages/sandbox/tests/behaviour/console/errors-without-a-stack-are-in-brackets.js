// @expect {"success":true,"consoleOutput":["[log] [Error: m] [TypeError: t] [ [RangeError: r] ]","[log] [MyError: custom] { code: 7 }","[log] [Other [Error]: o]","[log] [Error: with cause] { [cause]: [Error: inner] }","[log] [AggregateError: agg] { [errors]: [ [Error: x], 2 ] }","[log] {\n  e: [Error: multi\n  line]\n}","[log] [Error]","[log] [Error: props] { a: { b: 1 }, c: [ 1 ] }"]}
const bare = (e) => Object.defineProperty(e, "stack", { value: "", configurable: true });
console.log(bare(new Error("m")), bare(new TypeError("t")), [bare(new RangeError("r"))]);
class MyError extends Error { constructor(m) { super(m); this.name = "MyError"; this.code = 7; } }
console.log(bare(new MyError("custom")));
class Other extends Error {} console.log(bare(new Other("o")));
console.log(bare(new Error("with cause", { cause: bare(new Error("inner")) })));
console.log(bare(new AggregateError([bare(new Error("x")), 2], "agg")));
console.log({ e: bare(new Error("multi\nline")) });
console.log(bare(new Error("")));
console.log(bare(Object.assign(new Error("props"), { a: { b: 1 }, c: [1] })));
