// @request {"timeoutMs":15000}
// @expect {"success":true,"result":["RangeError","RangeError"]}
const names = [];
for (const text of ["[".repeat(100000) + "]".repeat(100000), '{"a":'.repeat(100000) + "1" + "}".repeat(100000)]) {
  try { JSON.parse(text); names.push("parsed"); } catch (e) { names.push(e.name); }
}
names
