// @expect {"success":true,"result":[["seen","3"]]}
const record = Object.create({ inherited: "1" }, { hidden: { value: "2", enumerable: false }, seen: { value: "3", enumerable: true } });
return [...new Headers(record)];
