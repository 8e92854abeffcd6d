// @request {"timeoutMs":15000}
// @expect {"success":true,"result":["RangeError","RangeError","RangeError","RangeError","RangeError"]}
const names = [];
for (const text of ["(".repeat(50000), "[".repeat(50000), "{".repeat(50000), "!".repeat(100000) + "1", "a => ".repeat(50000) + "1"]) {
  try { eval(text); names.push("parsed"); } catch (e) { names.push(e.name); }
}
names
