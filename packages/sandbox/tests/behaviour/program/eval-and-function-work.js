var top = 1;
const local = 2;
if (eval("top + local") !== 3) throw new Error("direct eval");
if (new Function("a", "b", "return a * b")(3, 4) !== 12) throw new Error("Function");
if ((0, eval)("typeof local2") !== "undefined") throw new Error("indirect eval");
(0, eval)("var made = 7; let lexical = 8");
if (made !== 7 || typeof lexical !== "undefined") throw new Error("indirect eval declares");
if ((function () { eval("var inner = 9"); return inner; })() !== 9) throw new Error("eval declares");
const AsyncFunction = (async () => {}).constructor, GeneratorFunction = (function* () {}).constructor;
if (await AsyncFunction("x", "return await x")(Promise.resolve(5)) !== 5) throw new Error("AsyncFunction");
if (GeneratorFunction("yield 6")().next().value !== 6) throw new Error("GeneratorFunction");
if (setTimeout.constructor("return this")() !== globalThis) throw new Error("constructor");
let syntax;
try { eval("let ="); } catch (e) { syntax = e.name; }
if (syntax !== "SyntaxError") throw new Error("syntax");
"ok"
