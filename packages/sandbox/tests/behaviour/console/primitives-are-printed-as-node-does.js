// @expect {"success":true,"consoleOutput":["[log] 1 -0 0 1.5 NaN Infinity 10n true null undefined str Symbol(s) Symbol()","[log] [ 1, -0, 'a', null, undefined, 10n, Symbol(x) ]","[log] ","[log] ","[log] [ '' ] [ [] ] [ {} ]","[log] 1e+21 1e-7 123456789012345680000 0.30000000000000004"]}
console.log(1, -0, 0, 1.5, NaN, Infinity, 10n, true, null, undefined, "str", Symbol("s"), Symbol());
console.log([1, -0, "a", null, undefined, 10n, Symbol("x")]);
console.log("");
console.log();
console.log([""], [[]], [{}]);
console.log(1e21, 1e-7, 123456789012345680000, 0.1 + 0.2);
