// @expect {"success":false,"errorDetails":{"kind":"syntax"}}
const text = `open;
