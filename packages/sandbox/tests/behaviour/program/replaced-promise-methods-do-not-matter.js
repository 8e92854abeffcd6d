// @expect {"success":true,"result":"fine"}
Promise.prototype.then = function () { throw new Error("replaced"); };
Promise.resolve = Promise.reject = null;
globalThis.Promise = class {};
JSON.stringify = () => "replaced";
Object.prototype.toJSON = undefined;
"fine"
