// @expect {"success":true,"result":["2998, more","2999",null,"set","8, more",2999]}
const all = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`x-${i}`, `${i}`]));
const h = new Headers(all);
for (let i = 0; i < 3000; i += 2) h.append(`X-${i}`, "more");
h.delete("x-7");
h.set("x-9", "set");
return [h.get("x-2998"), h.get("x-2999"), h.get("x-7"), h.get("x-9"), h.get("x-8"), [...h].length];
