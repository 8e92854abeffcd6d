// @expect {"success":false,"errorDetails":{"kind":"syntax"}}
const re = /(/;
