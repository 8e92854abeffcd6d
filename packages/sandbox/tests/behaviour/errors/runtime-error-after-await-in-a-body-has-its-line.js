// @expect {"success":false,"error":"Error: late","errorDetails":{"kind":"runtime","line":5,"column":13}}
async function work() {
  await null;
  await new Promise(resolve => setTimeout(resolve, 1));
  throw new Error("late");
}
return await work();
