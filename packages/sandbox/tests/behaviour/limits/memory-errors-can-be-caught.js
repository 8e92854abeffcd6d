// @request {"timeoutMs":15000}
// @expect {"success":true,"result":["caught","works again",1000]}
let said;
try { const all = []; for (;;) all.push(new Array(1000).fill(1)); } catch (e) { said = "caught"; }
const after = new Array(1000).fill("works again");
[said, after[7], after.length]
