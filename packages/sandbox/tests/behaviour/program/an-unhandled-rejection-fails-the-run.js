// @expect {"success":false,"error":"TypeError: forgotten","errorDetails":{"kind":"runtime","line":2,"column":20},"consoleOutput":["[log] ran"]}
Promise.reject(new TypeError("forgotten"));
console.log("ran");
"value"
