// @expect {"success":false,"error":"RangeError: tick","errorDetails":{"kind":"runtime","line":2,"column":30},"consoleOutput":["[log] waiting"]}
setTimeout(() => { throw new RangeError("tick"); }, 1);
console.log("waiting");
await new Promise(resolve => setTimeout(resolve, 10000));
