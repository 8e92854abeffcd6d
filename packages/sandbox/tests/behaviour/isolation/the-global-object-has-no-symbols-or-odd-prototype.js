// @expect {"success":true,"result":[[["Symbol(Symbol.toStringTag)","global"]],true]}
let end = globalThis;
while (Object.getPrototypeOf(end)) end = Object.getPrototypeOf(end);
[Object.getOwnPropertySymbols(globalThis).map(s => [String(s), globalThis[s]]), end === Object.prototype]
