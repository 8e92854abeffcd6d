const seen = new Set(), names = /^(require|process|module|exports|std|os|bjs|scriptArgs|__.*|print|load|gc|evalScript|loadFile|spawn|exec|open)$/;
const found = [];
const walk = (value, path) => {
  if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value) || path.length > 6) return;
  seen.add(value);
  for (const key of Reflect.ownKeys(value)) {
    const d = Reflect.getOwnPropertyDescriptor(value, key);
    if (typeof key === "string" && names.test(key) && !/^(exec|__(proto|define[GS]etter|lookup[GS]etter)__)$/.test(key)) found.push([...path, key].join("."));
    for (const part of [d.value, d.get, d.set]) walk(part, [...path, String(key)]);
  }
  walk(Reflect.getPrototypeOf(value), [...path, "[prototype]"]);
};
walk(globalThis, []);
if (found.length) throw new Error(found.join(" "));
if (seen.size < 500) throw new Error(`only ${seen.size} objects seen`);
return "ok";
