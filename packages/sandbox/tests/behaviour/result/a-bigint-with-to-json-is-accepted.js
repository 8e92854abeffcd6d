// @expect {"success":true,"result":["10"]}
BigInt.prototype.toJSON = function () { return this.toString(); };
[10n]
