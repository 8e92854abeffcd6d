// @request {"timeoutMs":300,"memoryLimitBytes":52428800}
// @expect {"success":false,"error":"Execution timeout exceeded","errorDetails":{"kind":"timeout"}}
console.log("start");
let tree = ["leaf"]; for (let i = 0; i < 40; i++) tree = [tree, tree];
for (;;) console.dir(tree, { depth: 90 });
