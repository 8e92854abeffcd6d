// @expect {"success":false,"errorDetails":{"kind":"syntax"}}
return 1; }); globalThis.escaped = true; (async function () {
