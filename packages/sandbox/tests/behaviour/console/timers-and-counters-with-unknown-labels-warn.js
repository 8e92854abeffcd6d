// @expect {"success": true, "consoleOutput": ["[warn] No such label 'a' for console.timeEnd()", "[warn] No such label 'b' for console.timeLog()", "[warn] Label 'c' already exists for console.time()", "[warn] Count for 'x' does not exist"]}
console.timeEnd("a"); console.timeLog("b"); console.time("c"); console.time("c"); console.countReset("x");
