// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
let tree = "leaf";
for (let i = 0; i < 40; i++) tree = [tree, tree];
tree
