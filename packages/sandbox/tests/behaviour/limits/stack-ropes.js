// @request {"timeoutMs":15000,"memoryLimitBytes":52428800}
let s = "x".repeat(9000);
for (let i = 0; i < 100000; i++) s = s + "y";
for (let i = 0; i < 100000; i++) s = "z" + s;
return s.charCodeAt(5) === 122 && s.length === 209000 && s.indexOf("x") === 100000 ? "ok" : "bad";
