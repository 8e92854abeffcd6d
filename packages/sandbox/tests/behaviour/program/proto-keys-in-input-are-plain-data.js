// @request {"input":{"__proto__":{"admin":true},"list":[{"__proto__":1}]}}
// @expect {"success":true,"result":[["__proto__","list"],null,null,true,1,{"__proto__":{"admin":true},"list":[{"__proto__":1}]}]}
[Object.keys(input), input.admin, {}.admin, Object.getPrototypeOf(input) === Object.prototype, Object.getOwnPropertyDescriptor(input.list[0], "__proto__").value, input]
