// @expect {"success":false,"errorDetails":{"kind":"syntax","line":2}}
const re = /(/;
