// @expect {"success":true,"result":["a","x1","x2"]}
const form = new FormData();
form.append("a", "1");
const seen = [];
for (const [name] of form) {
  seen.push(name);
  if (seen.length < 3) form.append(`x${seen.length}`, "2");
}
return seen;
