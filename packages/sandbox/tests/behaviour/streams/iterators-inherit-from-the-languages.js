// @expect {"success":true,"result":[true,true,true]}
const iterator = new ReadableStream().values();
const asyncIterator = Object.getPrototypeOf(Object.getPrototypeOf((async function* () {}).prototype));
return [asyncIterator.isPrototypeOf(iterator), iterator[Symbol.asyncIterator]() === iterator, ReadableStream.prototype[Symbol.asyncIterator] === ReadableStream.prototype.values];
