// @expect {"success":false,"error":"TypeError: bad input","errorDetails":{"kind":"runtime","name":"TypeError","message":"bad input","line":4,"column":25}}

function check(value) {
  if (!value) throw new TypeError("bad input");
}
check(input);
