// @expect {"success":true,"result":["TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError"]}
const form = new FormData();
return [() => new FormData(1), () => new FormData({}), () => form.append("a"), () => form.append(), () => form.append("a", "b", "c"), () => form.set("a"), () => form.get(), () => form.append(Symbol("s"), "b"), () => FormData()].map(f => {
  try { f(); return "none"; } catch (error) { return error.name; }
});
