// @expect {"success":true,"consoleOutput":["[log] Point { x: 1, y: 2 } Point3 { x: 1, y: 2, z: 3 } [ Point { x: 1, y: 2 } ]","[log] Empty {} { e: Empty {} }","[log] Old { a: 1 }","[log] Priv { pub: 2 }","[log] {} { x: 1 }","[log] Arr(2) [ 1, 2 ] Arr(0) []","[log] Tagged {}","[log] { a: 1, [Symbol(Symbol.toStringTag)]: 'T' }","[log] Object [Inherited] {}","[log] Point {}","[log] {} Point {} [Object: null prototype] {}"]}
class Point { constructor() { this.x = 1; this.y = 2; } get len() { return 3; } }
class Point3 extends Point { constructor() { super(); this.z = 3; } }
console.log(new Point(), new Point3(), [new Point()]);
class Empty {} console.log(new Empty(), { e: new Empty() });
function Old() { this.a = 1; } console.log(new Old());
class Priv { #p = 1; pub = 2; } console.log(new Priv());
console.log(new (class {})(), new (class { x = 1 })());
class Arr extends Array {} console.log(Arr.from([1, 2]), new Arr());
class Tagged { get [Symbol.toStringTag]() { return "Tagged"; } } console.log(new Tagged());
console.log({ [Symbol.toStringTag]: "T", a: 1 });
console.log(Object.create({ [Symbol.toStringTag]: "Inherited" }));
console.log(Object.create(new Point()));
console.log(Point.prototype, Point3.prototype, Object.prototype);
