// @expect {"success":false,"errorDetails":{"kind":"syntax","line":2}}
const n: number = 5;
