// @expect {"success":true,"result":["TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError"]}
return [null, 1, "a", true, Symbol("s"), [["a"]], [["a", "b", "c"]], ["ab"], [1]].map(init => {
  try { return [...new Headers(init)]; } catch (error) { return error.name; }
});
