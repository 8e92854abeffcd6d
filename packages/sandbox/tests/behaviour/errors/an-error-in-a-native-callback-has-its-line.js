// @expect {"success":false,"error":"RangeError: 2","errorDetails":{"kind":"runtime","line":3}}
const list = [1, 2, 3];
list.map(n => { if (n === 2) { throw new RangeError(n); } return n; });
