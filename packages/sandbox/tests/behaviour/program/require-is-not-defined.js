// @expect {"success":false,"error":"ReferenceError: require is not defined","errorDetails":{"kind":"runtime","line":2,"column":12}}
const fs = require("fs");
