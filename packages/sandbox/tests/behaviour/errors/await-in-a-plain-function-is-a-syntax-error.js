// @expect {"success":false,"errorDetails":{"kind":"syntax","line":3}}
function load() {
  const x = await fetch("x");
}
load();
