// @expect {"success":false,"error":"Error: late","errorDetails":{"kind":"runtime","line":4,"column":13}}
async function work() {
  await null;
  throw new Error("late");
}
const value = await work();
value
