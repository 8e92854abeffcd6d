// @expect {"success":true,"consoleOutput":["[log] l","[info] i","[warn] w","[error] e","[debug] d","[log] 1","[log] { a: 1 } 2","[log] 3"]}
console.log("l"); console.info("i"); console.warn("w"); console.error("e"); console.debug("d");
console.dir(1); console.dirxml({ a: 1 }, 2); console.table(3);
