// @expect {"success":true,"consoleOutput":["[log] { a: [Getter], b: [Setter], c: [Getter/Setter] }","[log] [ [ [Getter], 2 ] ]","[log] {} 0"]}
let ran = 0;
console.log({ get a() { ran++; return 1; }, set b(v) {}, get c() { return 1; }, set c(v) {} });
console.log([Object.defineProperty([1, 2], 0, { get() { ran++; return 1; }, enumerable: true })]);
console.log(Object.defineProperty({}, "hidden", { value: 1 }), ran);
