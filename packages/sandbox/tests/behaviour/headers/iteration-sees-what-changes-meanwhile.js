// @expect {"success":true,"result":["a","b"]}
const h = new Headers({ a: "1", c: "3" });
const seen = [];
for (const [name] of h) {
  seen.push(name);
  if (name === "a") h.append("b", "2");
  if (name === "b") h.delete("c");
}
return seen;
