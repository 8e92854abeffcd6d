// @expect {"success":true,"result":[true,{"value":["a","1"],"done":false},{"done":true},"[object Headers Iterator]",true,true]}
const iterator = new Headers({ a: "1" }).entries();
const prototype = Object.getPrototypeOf(iterator);
return [
  iterator[Symbol.iterator]() === iterator, iterator.next(), iterator.next(), Object.prototype.toString.call(iterator),
  Object.getPrototypeOf(prototype) === Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())),
  Headers.prototype[Symbol.iterator] === Headers.prototype.entries,
];
