// @expect {"success":true,"consoleOutput":["[log] {\n  [Symbol(k)]: Symbol(v),\n  [Symbol()]: 1,\n  [Symbol(Symbol.iterator)]: 2,\n  [Symbol(it\\'s\\n)]: 3\n}","[log] {}","[log] Symbol(reg) Symbol(Symbol.asyncIterator)","[log] [ Symbol(a) ] [ 1, [Symbol(z)]: 1 ]"]}
console.log({ [Symbol("k")]: Symbol("v"), [Symbol()]: 1, [Symbol.iterator]: 2, [Symbol("it's\n")]: 3 });
console.log(Object.defineProperty({}, Symbol("hid"), { value: 1 }));
console.log(Symbol.for("reg"), Symbol.asyncIterator);
console.log([Symbol("a")], Object.assign([1], { [Symbol("z")]: 1 }));
