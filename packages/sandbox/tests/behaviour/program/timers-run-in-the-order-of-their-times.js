// @expect {"success":true,"result":["a","b","c","d"]}
const order = [];
setTimeout(() => order.push("d"), 60);
setTimeout(() => order.push("c"), 30);
setTimeout(() => order.push("a"), 0);
setTimeout(() => order.push("b"), 1);
await new Promise(resolve => setTimeout(resolve, 90));
order
