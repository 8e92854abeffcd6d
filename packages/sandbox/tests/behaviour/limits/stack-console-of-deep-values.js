// @request {"timeoutMs":15000}
let deep = [];
for (let i = 0; i < 100000; i++) deep = [deep];
console.log(deep);
console.dir(deep, { depth: Infinity });
return "ok";
