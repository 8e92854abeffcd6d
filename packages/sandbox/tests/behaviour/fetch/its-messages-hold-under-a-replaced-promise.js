// @expect {"success":true,"result":["TypeError","ok"]}
const then = Promise.prototype.then;
let result;
Promise.prototype.then = function () { throw new Error("replaced"); };
const one = fetch("https://a.example/");
const two = new Response("ok").text();
Promise.prototype.then = then;
return [await one.catch(error => error.name), await two];
