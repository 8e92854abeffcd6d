// @expect {"success":false,"error":"Error: a5","errorDetails":{"kind":"runtime","line":4,"column":13}}
const x = 5;
function fail() {
  throw new Error(
    "a" +
      x,
  );
}
fail();
