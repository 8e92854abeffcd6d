// @expect {"success":false,"error":"TypeError: fetch to https://api.example.com/ refused: host \"api.example.com\" is not in allowedDomains, which is empty","errorDetails":{"kind":"runtime","name":"TypeError","line":4,"column":10}}
async function load() {
  await null;
  return fetch("https://api.example.com/");
}
await load();
