// @expect {"success":true,"result":[3,1,4,7,["TypeError","TypeError"]]}
const count = new CountQueuingStrategy({ highWaterMark: 3 });
const bytes = new ByteLengthQueuingStrategy({ highWaterMark: 4 });
return [count.highWaterMark, count.size("abc"), bytes.highWaterMark, bytes.size(new Uint8Array(7)), [() => new CountQueuingStrategy(), () => new CountQueuingStrategy({})].map(f => { try { f(); } catch (error) { return error.name; } })];
