// @request {"timeoutMs":15000,"memoryLimitBytes":52428800}
let list = null;
for (let i = 0; i < 300000; i++) list = { list };
list = null;
let f = () => 0;
for (let i = 0; i < 100000; i++) { const g = f; f = () => g; }
f = null;
let p = Promise.resolve();
for (let i = 0; i < 50000; i++) p = p.then(() => {});
await p;
return "ok";
