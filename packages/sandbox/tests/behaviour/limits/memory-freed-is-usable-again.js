// @request {"timeoutMs":15000}
let total = 0;
for (let i = 0; i < 100; i++) total += new Uint8Array(5e6).length;
return total === 5e8 ? "ok" : total;
