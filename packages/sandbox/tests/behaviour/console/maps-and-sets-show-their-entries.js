// @expect {"success":true,"consoleOutput":["[log] Map(2) { 'a' => 1, { k: 1 } => [ 1, 2 ] }","[log] Set(4) { 1, 'a', { b: 1 }, [ 1 ] }","[log] Map(0) {} Set(0) {}","[log] Map(1) { Map(1) { 1 => 2 } => Set(1) { 1 } }","[log] Map(1) { 1 => 2, extra: true }","[log] M(1) [Map] { 1 => 2 } S(1) [Set] { 1 }","[log] { a: { b: Map(1) { [Object] => 1 } } }","[log] Map(1) { 'key' => { a: 1, b: { c: [Object] } } }","[log] Set(10) {\n  'entry number 0',\n  'entry number 1',\n  'entry number 2',\n  'entry number 3',\n  'entry number 4',\n  'entry number 5',\n  'entry number 6',\n  'entry number 7',\n  'entry number 8',\n  'entry number 9'\n}"]}
console.log(new Map([["a", 1], [{ k: 1 }, [1, 2]]]));
console.log(new Set([1, "a", { b: 1 }, [1]]));
console.log(new Map(), new Set());
console.log(new Map([[new Map([[1, 2]]), new Set([1])]]));
console.log(Object.assign(new Map([[1, 2]]), { extra: true }));
class M extends Map {} ; class S extends Set {}
console.log(new M([[1, 2]]), new S([1]));
console.log({ a: { b: new Map([[{ deep: { er: 1 } }, 1]]) } });
console.log(new Map([["key", { a: 1, b: { c: { d: 1 } } }]]));
console.log(new Set(Array.from({ length: 10 }, (_, i) => "entry number " + i)));
