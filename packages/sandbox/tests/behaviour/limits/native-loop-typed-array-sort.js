// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
const bytes = new Uint8Array(40000000);
const noise = crypto.getRandomValues(new Uint8Array(65536));
for (let at = 0; at + noise.length <= bytes.length; at += noise.length - 8) bytes.set(noise, at);
for (;;) new Float64Array(bytes.buffer).sort();
