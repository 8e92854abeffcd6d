// @expect {"success":false,"error":"Error: made here","errorDetails":{"line":2,"column":19}}
const error = new Error("made here");
function thrower() {
  throw error;
}
thrower();
