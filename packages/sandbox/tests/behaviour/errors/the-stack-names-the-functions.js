// @expect {"success":true,"result":[true,true,true]}
function inner() { throw new Error("x"); }
const outer = () => inner();
let stack;
try { outer(); } catch (e) { stack = e.stack; }
[stack.includes("inner"), stack.includes("outer"), stack.includes("code.js:2:")]
