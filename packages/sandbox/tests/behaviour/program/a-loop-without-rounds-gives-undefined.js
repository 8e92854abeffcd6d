const value = (0, eval)("1; while (false) 2;");
if (value !== undefined) throw new Error(`while gave ${value}`);
if ((0, eval)("1; do { 3; continue; } while (false)") !== 3) throw new Error("do");
if ((0, eval)("1; if (false) 2;") !== undefined) throw new Error("if");
if ((0, eval)("2; var x = 1;") !== 2) throw new Error("var");
if ((0, eval)("3; class A {}") !== 3) throw new Error("class");
if ((0, eval)("4; let y = 1") !== 4) throw new Error("let");
return "ok";
