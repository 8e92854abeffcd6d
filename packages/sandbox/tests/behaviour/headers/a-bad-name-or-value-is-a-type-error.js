// @expect {"success":true,"result":["TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","none","none","none","TypeError","TypeError","TypeError","TypeError","TypeError"]}
const kinds = [];
const attempt = f => { try { f(); kinds.push("none"); } catch (error) { kinds.push(error.name); } };
for (const name of ["", "a b", "a:b", "a\n", "ä", "(a)", "a,b", "\u0100"]) attempt(() => new Headers([[name, "x"]]));
for (const value of ["a\nb", "a\rb", "a\0b", "\u0100"]) attempt(() => new Headers({ x: value }));
for (const value of ["é", "\u0001", "\x7f"]) attempt(() => new Headers({ x: value }));
const h = new Headers();
for (const method of ["append", "set"]) attempt(() => h[method]("a b", "c"));
for (const method of ["get", "has", "delete"]) attempt(() => h[method]("a b"));
return kinds;
