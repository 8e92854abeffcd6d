// @expect {"success":false,"error":"TypeError: the result is a promise that can never settle: nothing is pending that could resolve it"}
await new Promise(resolve => clearTimeout(setTimeout(resolve, 1)));
