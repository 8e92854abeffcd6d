// @expect {"success":true,"result":{"list":[null,null,null],"kept":1}}
({ f() {}, s: Symbol("x"), u: undefined, list: [() => {}, Symbol(), undefined], kept: 1, [Symbol("k")]: 2 })
