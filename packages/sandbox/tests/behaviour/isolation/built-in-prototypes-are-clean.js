const odd = [];
for (const kind of [Object, Array, Function, String, Number, Promise, Map, Error, RegExp, Date]) for (const key in kind.prototype) odd.push(`${kind.name}.${key}`);
for (const key in {}) odd.push(key);
for (const key in []) odd.push(key);
if (odd.length) throw new Error(odd.join());
return "ok";
