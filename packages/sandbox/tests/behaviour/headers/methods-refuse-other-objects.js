// @expect {"success":true,"result":["TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError"]}
return ["append", "delete", "get", "has", "set", "getSetCookie", "keys", "values", "entries", "forEach"].map(name => {
  try { Headers.prototype[name].call({}, "a", "b"); return "none"; } catch (error) { return error.name; }
});
