// @request {"timeoutMs":20000}
for (let i = 0; i < 200000; i++) { const a = { data: new Array(10).fill(i) }; a.self = a; }
return "ok";
