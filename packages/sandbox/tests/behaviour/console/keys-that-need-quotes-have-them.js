// @expect {"success":true,"consoleOutput":["[log] { '0': 1, a1: 2, '1a': 3, 'a.b': 4, class: 5, __proto__x: 6 }","[log] { ['__proto__']: 1, constructor: 2 }","[log] { a: 1, ['__proto__']: 2 }","[log] { constructor: 'x' } { constructor: { name: 'Fake' } }"]}
console.log({ "0": 1, a1: 2, "1a": 3, "a.b": 4, class: 5, "__proto__x": 6 });
console.log(JSON.parse('{"__proto__": 1, "constructor": 2}'));
console.log(Object.defineProperty({ a: 1 }, "__proto__", { value: 2, enumerable: true }));
console.log({ constructor: "x" }, { constructor: { name: "Fake" } });
