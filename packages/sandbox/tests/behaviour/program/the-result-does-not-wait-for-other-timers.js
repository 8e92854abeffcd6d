// @request {"timeoutMs":700}
// @expect {"success":true,"result":"fast","consoleOutput":[]}
const slow = new Promise((_, reject) => setTimeout(() => reject(new Error("too slow")), 20000));
setInterval(() => console.log("never"), 1000);
Promise.race([slow, new Promise(resolve => setTimeout(resolve, 1, "fast"))])
