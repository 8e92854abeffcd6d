// @expect {"success":true,"consoleOutput":["[log] [Number: 3] [String: 'abc'] [Boolean: false] [Symbol: Symbol(s)] [BigInt: 10n] [Number: -0]","[log] [Number: 3] { x: 1 } [String: 'ab'] { y: 2 }","[log] [Number (Num): 5]","[log] [ [String: \"it's\"] ]"]}
console.log(new Number(3), new String("abc"), new Boolean(false), Object(Symbol("s")), Object(10n), new Number(-0));
console.log(Object.assign(new Number(3), { x: 1 }), Object.assign(new String("ab"), { y: 2 }));
class Num extends Number {} console.log(new Num(5));
console.log([new String("it's")]);
