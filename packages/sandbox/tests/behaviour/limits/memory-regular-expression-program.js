// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
const all = [];
for (let i = 0; ; i++) all.push(new RegExp(`(?:abc${i}|[a-z]{3,9}|\\p{L}+)*`.repeat(20), "u"));
