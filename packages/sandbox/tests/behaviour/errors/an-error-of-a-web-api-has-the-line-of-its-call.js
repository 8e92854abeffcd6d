// @expect {"success":false,"errorDetails":{"kind":"runtime","name":"TypeError","line":3}}
const path = "not a url";
const url = new URL(path);
