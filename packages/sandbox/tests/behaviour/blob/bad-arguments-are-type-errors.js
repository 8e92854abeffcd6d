// @expect {"success":true,"result":["TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError"]}
return [() => new Blob("abc"), () => new Blob(5), () => new Blob(null), () => new Blob({}), () => new Blob([], 5), () => new Blob([], { endings: "x" }), () => Blob([]), () => new Blob([Symbol("s")])].map(f => {
  try { f(); return "none"; } catch (error) { return error.name; }
});
