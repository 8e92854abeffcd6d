// @expect {"success":true}
console.log(typeof (() => {}));
() => {}
