const names = ["require", "process", "module", "exports", "native", "primitives", "arguments", "__filename"];
for (const make of [Function, (async () => {}).constructor, (function* () {}).constructor]) {
  const got = make(`return [${names.map(n => `typeof ${n}`).join()}]`)();
  const list = Array.isArray(got) ? got : got.then ? await got : got.next().value;
  if (list.some((t, i) => t !== "undefined" && names[i] !== "arguments")) throw new Error(String(list));
}
return "ok";
